TURNS = {"L": -1, "R": 1}
STEPS = [(0, 1), (1, 0), (0, -1), (-1, 0)]


def walk(commands):
    """Where a robot ends that starts at (0, 0) facing north: F is a step, L and R are quarter turns."""
    x, y, facing = 0, 0, 0
    for command in commands:
        if command == "F":
            x += STEPS[facing][0]
            y += STEPS[facing][1]
        else:
            facing = facing + TURNS[command]
    return x, y
