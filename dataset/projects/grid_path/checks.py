from grid_path import shortest
assert shortest(["..", ".."], (0, 0), (1, 1)) == 2
assert shortest([".#.", ".#.", "..."], (0, 0), (0, 2)) == 6
assert shortest([".#", "#."], (0, 0), (1, 1)) == -1
assert shortest(["...", "...", "..."], (0, 0), (2, 2)) == 4
