def most_value(items, room):
    """The greatest value of items (weight, value), each taken at most once, that fit into `room`."""
    best = [0] * (room + 1)
    for weight, value in items:
        for free in range(room, weight - 1, -1):
            best[free] = max(best[free], best[free - weight] + value)
    return best[room]
