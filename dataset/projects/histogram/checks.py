from histogram import histogram
assert histogram([1, 2, 3, 4], 0, 4, 2) == [1, 3]
assert histogram([0, 10], 0, 10, 5) == [1, 0, 0, 0, 1]
assert histogram([-1, 11], 0, 10, 2) == [0, 0]
