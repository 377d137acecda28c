"""Functions that go step by step, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""


def shortest_route(distances: dict, start: str, stops: list) -> int:
    """Sum up the distances of a route from `start` over all stops, in order; `distances` is keyed by pairs."""
    total = 0
    place = start
    for stop in stops:
        total += distances[(place, stop)]
        place = stop
    return total


def test_shortest_route():
    distances = {("a", "b"): 3, ("b", "c"): 4, ("a", "c"): 9}
    assert shortest_route(distances, "a", ["b", "c"]) == 7
    assert shortest_route(distances, "a", []) == 0
    assert shortest_route(distances, "a", ["c"]) == 9


# bug: place = stop => stop = place
# bug:         place = stop\n => 
# bug: (place, stop) => (stop, place)
# bug: (place, stop) => (start, stop)
# bug: total += => total =
# bug: return total => return place
# bug:         place = stop\n =>     place = stop\n


def tokenize(expression: str) -> list:
    """Split a sum such as "12+3" into numbers and operators."""
    tokens = []
    number = ""
    for char in expression:
        if char.isdigit():
            number += char
        else:
            if number:
                tokens.append(int(number))
                number = ""
            tokens.append(char)
    if number:
        tokens.append(int(number))
    return tokens


def test_tokenize():
    assert tokenize("12+3") == [12, "+", 3]
    assert tokenize("7") == [7]
    assert tokenize("1-22+333") == [1, "-", 22, "+", 333]
    assert tokenize("") == []


# bug:                 number = ""\n => 
# bug: number += char => number = char
# bug:     if number:\n        tokens.append(int(number))\n    return => return
# bug: tokens.append(int(number))\n                number => tokens.append(number)\n                number
# bug: char.isdigit() => char.isalpha()
# bug:             tokens.append(char)\n => 
# bug: tokens.append(char) => tokens.append(number)


def rpn(tokens: list) -> int:
    """Evaluate an expression in reverse Polish notation with +, - and *."""
    stack = []
    for token in tokens:
        if token not in ("+", "-", "*"):
            stack.append(int(token))
            continue
        right = stack.pop()
        left = stack.pop()
        if token == "+":
            stack.append(left + right)
        elif token == "-":
            stack.append(left - right)
        else:
            stack.append(left * right)
    return stack[-1]


def test_rpn():
    assert rpn(["3", "4", "+", "2", "*"]) == 14
    assert rpn(["9", "4", "-"]) == 5
    assert rpn(["5"]) == 5


# bug: left - right => right - left
# bug: int(token) => token
# bug:             continue\n => 
# bug: left = stack.pop() => left = stack[-1]
# bug: left * right => left ** right
# bug: right = stack.pop()\n        left = stack.pop()\n => left = stack.pop()\n        right = stack.pop()\n
# bug: return stack[-1] => return stack
# bug: left + right => left + left


def powerset(items: list) -> list:
    """Return all subsets as lists, the empty one first."""
    if not items:
        return [[]]
    rest = powerset(items[:-1])
    return rest + [subset + [items[-1]] for subset in rest]


def test_powerset():
    assert powerset([]) == [[]]
    assert powerset([1]) == [[], [1]]
    assert powerset([1, 2]) == [[], [1], [2], [1, 2]]


# bug: return [[]] => return []
# bug: rest + [subset => [subset
# bug: powerset(items[:-1]) => powerset(items[1:])
# bug: subset + [items[-1]] => subset + [items[0]]
# bug: subset + [items[-1]] => [items[-1]] + subset
# bug: subset + [items[-1]] => subset
# bug: items[:-1] => items


def climb_ways(steps: int) -> int:
    """Count the ways to climb stairs by one or two steps at a time."""
    if steps <= 1:
        return 1
    ways = [0] * (steps + 1)
    ways[0] = ways[1] = 1
    for step in range(2, steps + 1):
        ways[step] = ways[step - 1] + ways[step - 2]
    return ways[steps]


def test_climb_ways():
    assert climb_ways(0) == 1
    assert climb_ways(1) == 1
    assert climb_ways(5) == 8


# bug: [0] * (steps + 1) => [0] * steps
# bug: range(2, steps + 1) => range(2, steps)
# bug: ways[step - 1] + ways[step - 2] => ways[step - 1] + ways[step - 1]
# bug: ways[0] = ways[1] = 1 => ways[0] = ways[1] = 0
# bug: ways[step - 1] + ways => ways[step - 1] * ways
# bug: return ways[steps] => return ways
# bug: return ways[steps] => return ways[steps - 1]
# bug: ways[step - 2] => ways[step - 3]
