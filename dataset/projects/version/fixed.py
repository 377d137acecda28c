def compare(left, right):
    """-1, 0 or 1 as the version left is older than, equal to or newer than right; missing parts count as 0."""
    a = [int(part) for part in left.split(".")]
    b = [int(part) for part in right.split(".")]
    length = max(len(a), len(b))
    a += [0] * (length - len(a))
    b += [0] * (length - len(b))
    return (a > b) - (a < b)
