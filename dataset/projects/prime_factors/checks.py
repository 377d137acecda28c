from prime_factors import factors
assert factors(12) == [2, 2, 3]
assert factors(2) == [2]
assert factors(49) == [7, 7]
assert factors(97) == [97]
