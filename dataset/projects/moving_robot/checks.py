from moving_robot import walk
assert walk("FF") == (0, 2)
assert walk("RFRF") == (1, -1)
assert walk("RRRRF") == (0, 1)
assert walk("LF") == (-1, 0)
assert walk("LLLLLF") == (-1, 0)
