from invoice import line_total, total
assert line_total(199, 1, 10) == 179
assert line_total(100, 3) == 300
assert total([(100, 2, 0), (50, 1, 50)], 20) == 270
assert total([], 20) == 0
