from running_mean import running_mean
assert running_mean([1, 2, 3, 4], 2) == [1.5, 2.5, 3.5]
assert running_mean([5], 1) == [5.0]
assert running_mean([1, 2], 3) == []
