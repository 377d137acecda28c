def shortest(grid, start, goal):
    """The fewest steps (up, down, left, right) from start to goal over free cells "."; -1 where there is no way."""
    reached = {start: 0}
    queue = [start]
    for row, column in queue:
        if (row, column) == goal:
            return reached[goal]
        for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            cell = (row + down, column + right)
            inside = 0 <= cell[0] < len(grid) and 0 <= cell[1] < len(grid[0])
            if inside and grid[cell[0]][cell[1]] == "." and cell not in reached:
                reached[cell] = reached[(row, column)] + 1
                queue.append(cell)
    return -1
