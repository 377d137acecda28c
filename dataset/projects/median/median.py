def median(values):
    """The middle value; the mean of the two middle ones where their number is even; None for no values."""
    if not values:
        return None
    ordered = values
    middle = len(ordered) // 2
    return ordered[middle]
