from knapsack import most_value
assert most_value([(1, 1), (3, 4), (4, 5)], 7) == 9
assert most_value([(2, 3)], 6) == 3
assert most_value([], 5) == 0
assert most_value([(5, 10)], 4) == 0
