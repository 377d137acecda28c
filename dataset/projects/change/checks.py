from change import fewest_coins
assert fewest_coins(11, [1, 2, 5]) == 3
assert fewest_coins(0, [3]) == 0
assert fewest_coins(7, [2, 4]) == -1
assert fewest_coins(6, [1, 3, 4]) == 2
