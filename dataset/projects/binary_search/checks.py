from binary_search import first_at_least
assert first_at_least([1, 3, 5, 7], 5) == 2
assert first_at_least([1, 3, 5, 7], 4) == 2
assert first_at_least([1, 3, 5, 7], 8) == 4
assert first_at_least([1, 3, 5, 7], 0) == 0
assert first_at_least([2, 2, 2], 2) == 0
assert first_at_least([1, 2, 3, 4, 5, 6, 7], 6) == 5
