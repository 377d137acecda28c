"""Functions over grids and points, with mistakes that people make in them: `# bug: right => wrong`."""
from typing import List, Tuple


def transpose(grid: List[List[int]]) -> List[List[int]]:
    """Turn rows into columns."""
    if not grid:
        return []
    result = []
    for column in range(len(grid[0])):
        result.append([row[column] for row in grid])
    return result


def test_transpose():
    assert transpose([[1, 2, 3], [4, 5, 6]]) == [[1, 4], [2, 5], [3, 6]]
    assert transpose([]) == []
    assert transpose([[1]]) == [[1]]


# bug: len(grid[0]) => len(grid)
# bug:     if not grid:\n        return []\n => 
# bug: row[column] => row
# bug: result.append => result.extend
# bug: row[column] => grid[column]
# bug: return [] => return None


def diagonal_sum(grid: List[List[int]]) -> int:
    """Return the sum of both diagonals of a square grid; the middle counts once."""
    size = len(grid)
    total = 0
    for index in range(size):
        total += grid[index][index]
        if index != size - 1 - index:
            total += grid[index][size - 1 - index]
    return total


def test_diagonal_sum():
    assert diagonal_sum([[1, 2], [3, 4]]) == 10
    assert diagonal_sum([[1, 2, 3], [4, 5, 6], [7, 8, 9]]) == 25
    assert diagonal_sum([[5]]) == 5


# bug: grid[index][size - 1 - index] => grid[index][size - index]
# bug: index != size - 1 - index => index == size - 1 - index
# bug: grid[index][index] => grid[index][0]
# bug: index != size - 1 - index => index != size - index
# bug: total += grid[index][size => total -= grid[index][size
# bug: range(size) => range(size - 1)


def count_neighbours(grid: List[List[int]], row: int, column: int) -> int:
    """Count the cells with a 1 among the up to eight neighbours of a cell."""
    count = 0
    for y in range(max(row - 1, 0), min(row + 2, len(grid))):
        for x in range(max(column - 1, 0), min(column + 2, len(grid[0]))):
            if (y, x) != (row, column) and grid[y][x] == 1:
                count += 1
    return count


def test_count_neighbours():
    assert count_neighbours([[1, 1], [1, 1]], 0, 0) == 3
    assert count_neighbours([[0, 0, 0], [0, 1, 0], [0, 0, 1]], 1, 1) == 1
    assert count_neighbours([[1]], 0, 0) == 0
    assert count_neighbours([[0, 1, 0], [1, 0, 0]], 1, 1) == 2


# bug: row + 2 => row + 1
# bug: (y, x) != (row, column) and grid[y][x] == 1 => grid[y][x] == 1
# bug: grid[y][x] == 1 => grid[x][y] == 1
# bug: max(column - 1, 0) => column - 1
# bug: len(grid[0]) => len(grid)
# bug: (y, x) != (row, column) and => (y, x) != (row, column) or
# bug: (y, x) != (row, column) => (x, y) != (row, column)
# bug: max(row - 1, 0) => max(row, 0)


def manhattan(first: Tuple[int, int], second: Tuple[int, int]) -> int:
    """Return the distance of two points along the axes."""
    return abs(first[0] - second[0]) + abs(first[1] - second[1])


def test_manhattan():
    assert manhattan((1, 1), (4, 5)) == 7
    assert manhattan((4, 5), (1, 1)) == 7
    assert manhattan((0, 5), (3, 0)) == 8


# bug: abs(first[1] - second[1]) => first[1] - second[1]
# bug: first[1] - second[1] => first[1] - second[0]
# bug: ) + abs => ) * abs
# bug: first[0] - second[0] => first[0] + second[0]
# bug: first[1] - second[1] => first[1] - first[1]
# bug: ) + abs(first[1] - second[1]) => )


def turn_right(grid: List[List[int]]) -> List[List[int]]:
    """Turn a grid clockwise by a quarter."""
    return [list(row) for row in zip(*grid[::-1])]


def test_turn_right():
    assert turn_right([[1, 2], [3, 4]]) == [[3, 1], [4, 2]]
    assert turn_right([[1, 2, 3]]) == [[1], [2], [3]]


# bug: grid[::-1] => grid
# bug: list(row) => row
# bug: list(row) => list(row)[::-1]
# bug: grid[::-1] => grid[:-1]
# bug: list(row) => sorted(row)


def largest_row(grid: List[List[int]]) -> int:
    """Return the index of the row with the largest sum; of several, the first."""
    best = 0
    for index, row in enumerate(grid):
        if sum(row) > sum(grid[best]):
            best = index
    return best


def test_largest_row():
    assert largest_row([[1, 2], [5, 0], [4, 1]]) == 1
    assert largest_row([[0]]) == 0
    assert largest_row([[-5], [-1], [-3]]) == 1


# bug: sum(row) > sum(grid[best]) => sum(row) >= sum(grid[best])
# bug: sum(row) > => max(row) >
# bug: best = index => best = row
# bug: return best => return index
# bug: sum(grid[best]) => best
# bug: > sum(grid[best]) => < sum(grid[best])
# bug: best = index => best = sum(row)


def draw_frame(width: int, height: int) -> list:
    """Draw a rectangle of stars that is empty inside, as a list of lines."""
    lines = ["*" * width]
    for _ in range(height - 2):
        lines.append("*" + " " * (width - 2) + "*")
    lines.append("*" * width)
    return lines


def test_draw_frame():
    assert draw_frame(4, 3) == ["****", "*  *", "****"]
    assert draw_frame(2, 2) == ["**", "**"]
    assert draw_frame(3, 4) == ["***", "* *", "* *", "***"]


# bug: height - 2 => height - 1
# bug: " " * (width - 2) => " " * width
# bug: range(height - 2) => range(width - 2)
# bug: " " * (width - 2) => " " * (height - 2)
# bug:     lines.append("*" * width)\n => 
# bug: + "*")\n => )\n
# bug: range(height - 2) => range(height)


def pascal_row(index: int) -> List[int]:
    """Return a row of Pascal's triangle; row 0 is [1]."""
    row = [1]
    for _ in range(index):
        row = [1] + [row[i] + row[i + 1] for i in range(len(row) - 1)] + [1]
    return row


def test_pascal_row():
    assert pascal_row(0) == [1]
    assert pascal_row(1) == [1, 1]
    assert pascal_row(4) == [1, 4, 6, 4, 1]


# bug: row[i] + row[i + 1] => row[i] + row[i]
# bug: range(len(row) - 1) => range(len(row))
# bug: )] + [1] => )]
# bug: row[i] + row[i + 1] => row[i] * row[i + 1]
# bug: range(index) => range(index + 1)
# bug: row = [1]\n => row = []\n
# bug: [1] + [row => [0] + [row


def path_is_closed(moves: str) -> bool:
    """Say whether moves of one step (U, D, L, R) lead back to where they began."""
    x = 0
    y = 0
    for move in moves:
        if move == "U":
            y += 1
        elif move == "D":
            y -= 1
        elif move == "L":
            x -= 1
        elif move == "R":
            x += 1
    return x == 0 and y == 0


def test_path_is_closed():
    assert path_is_closed("UDLR") is True
    assert path_is_closed("UU") is False
    assert path_is_closed("LLRU") is False
    assert path_is_closed("LR") is True


# bug: x == 0 and y == 0 => x == 0 or y == 0
# bug: x -= 1 => y -= 1
# bug: x == 0 and y == 0 => x == y
# bug: "L": => "R":
# bug: x += 1 => x -= 1
# bug: x == 0 and y == 0 => x == 0
# bug: y = 0\n => y = 1\n


def islands(grid: List[str]) -> int:
    """Count the groups of "#" cells that touch each other at their sides."""
    seen = set()

    def visit(row: int, column: int) -> None:
        if row < 0 or row >= len(grid) or column < 0 or column >= len(grid[0]):
            return
        if (row, column) in seen or grid[row][column] != "#":
            return
        seen.add((row, column))
        visit(row - 1, column)
        visit(row + 1, column)
        visit(row, column - 1)
        visit(row, column + 1)

    count = 0
    for row in range(len(grid)):
        for column in range(len(grid[0])):
            if grid[row][column] == "#" and (row, column) not in seen:
                visit(row, column)
                count += 1
    return count


def test_islands():
    assert islands(["#.#", "#..", "..#"]) == 3
    assert islands(["###"]) == 1
    assert islands(["..", ".."]) == 0
    assert islands(["#.", ".#"]) == 2
    assert islands([".#", "##"]) == 1


# bug: row < 0 or row >= len(grid) or => row >= len(grid) or
# bug: row >= len(grid) => row > len(grid)
# bug:  and (row, column) not in seen => 
# bug: visit(row, column - 1)\n => visit(row, column)\n
# bug:         seen.add((row, column))\n => 
# bug: != "#" => == "#"
# bug: column >= len(grid[0]) => column >= len(grid)
# bug: visit(row + 1, column)\n => visit(row + 1, column + 1)\n
