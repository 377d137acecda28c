def histogram(values, low, high, bins):
    """Counts of values in equal bins from low to high; high itself belongs to the last bin, others outside are left out."""
    counts = [0] * bins
    for value in values:
        if low <= value <= high:
            index = int((value - low) * bins / (high - low))
            counts[index] += 1
    return counts
