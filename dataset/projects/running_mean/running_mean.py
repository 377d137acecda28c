def running_mean(values, width):
    """The mean of each window of `width` neighbours, from left to right; none where the list is shorter."""
    means = []
    for start in range(len(values) - width):
        window = values[start:start + width]
        means.append(sum(window) / width)
    return means
