def first_at_least(values, wanted):
    """The index of the first value of a sorted list that is at least `wanted`; its length where there is none."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
