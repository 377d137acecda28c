"""Functions over lists, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""
from typing import List


def moving_average(values: List[float], size: int) -> List[float]:
    """Return the averages of all windows of `size` neighbours."""
    result = []
    for start in range(len(values) - size + 1):
        window = values[start:start + size]
        result.append(sum(window) / size)
    return result


def test_moving_average():
    assert moving_average([1, 2, 3, 4], 2) == [1.5, 2.5, 3.5]
    assert moving_average([5], 1) == [5]
    assert moving_average([1], 2) == []


# bug: len(values) - size + 1 => len(values) - size
# bug: values[start:start + size] => values[start:size]
# bug: sum(window) / size => sum(window)
# bug: sum(window) / size => sum(window) // size
# bug: sum(window) => sum(values)
# bug: len(values) - size + 1 => len(values)


def remove_duplicates(items: list) -> list:
    """Return the items in their order, each only once."""
    seen = set()
    result = []
    for item in items:
        if item not in seen:
            seen.add(item)
            result.append(item)
    return result


def test_remove_duplicates():
    assert remove_duplicates([1, 2, 1, 3, 2]) == [1, 2, 3]
    assert remove_duplicates([]) == []
    assert remove_duplicates(["b", "a", "b"]) == ["b", "a"]


# bug: not in seen => in seen
# bug:             seen.add(item)\n => 
# bug: return result => return list(seen)
# bug: result.append(item) => result.append(items)
# bug: return result => return sorted(result)
# bug: for item in items => for item in items[1:]


def second_largest(numbers: List[int]) -> int:
    """Return the second largest of the different numbers; None where there are fewer than two."""
    distinct = sorted(set(numbers))
    if len(distinct) < 2:
        return None
    return distinct[-2]


def test_second_largest():
    assert second_largest([3, 1, 2]) == 2
    assert second_largest([5, 5, 4]) == 4
    assert second_largest([7]) is None


# bug: sorted(set(numbers)) => sorted(numbers)
# bug: distinct[-2] => distinct[1]
# bug: distinct[-2] => distinct[-1]
# bug: len(distinct) < 2 => len(distinct) < 1
# bug: len(distinct) => len(numbers)
# bug: sorted(set(numbers)) => list(set(numbers))[::-1]
# bug: sorted(set(numbers)) => sorted(set(numbers), reverse=True)


def running_maximum(numbers: List[int]) -> List[int]:
    """Return for each place the largest number up to there."""
    result = []
    best = None
    for number in numbers:
        if best is None or number > best:
            best = number
        result.append(best)
    return result


def test_running_maximum():
    assert running_maximum([1, 3, 2, 5]) == [1, 3, 3, 5]
    assert running_maximum([-2, -5]) == [-2, -2]
    assert running_maximum([]) == []


# bug: number > best => number < best
# bug: best is None or => best is None and
# bug: result.append(best) => result.append(number)
# bug: best = None => best = 0
# bug:         result.append(best)\n =>             result.append(best)\n
# bug: best = number => number = best


def rotate(items: list, steps: int) -> list:
    """Turn a list to the right by some steps: the last items come first."""
    if not items:
        return []
    steps %= len(items)
    return items[-steps:] + items[:-steps]


def test_rotate():
    assert rotate([1, 2, 3], 1) == [3, 1, 2]
    assert rotate([], 4) == []
    assert rotate([1, 2, 3], 5) == [2, 3, 1]


# bug: items[-steps:] + items[:-steps] => items[steps:] + items[:steps]
# bug: items[-steps:] + items[:-steps] => items[:-steps] + items[-steps:]
# bug:     steps %= len(items)\n => 
# bug:     if not items:\n        return []\n => 
# bug: steps %= len(items) => steps //= len(items)


def chunks(items: list, size: int) -> list:
    """Cut a list into lists of `size` items; the last may be shorter."""
    result = []
    for start in range(0, len(items), size):
        result.append(items[start:start + size])
    return result


def test_chunks():
    assert chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert chunks([], 3) == []
    assert chunks([1, 2], 2) == [[1, 2]]


# bug: range(0, len(items), size) => range(0, len(items))
# bug: items[start:start + size] => items[start:start + size + 1]
# bug: items[start:start + size] => items[start:]
# bug: append => extend
# bug: range(0, => range(1,
# bug: range(0, len(items), size) => range(0, len(items) - 1, size)
# bug: start + size => start * size


def flatten(items: list) -> list:
    """Return the items of nested lists in one list."""
    result = []
    for item in items:
        if isinstance(item, list):
            result.extend(flatten(item))
        else:
            result.append(item)
    return result


def test_flatten():
    assert flatten([1, [2, [3, 4]], 5]) == [1, 2, 3, 4, 5]
    assert flatten([]) == []
    assert flatten([[[]]]) == []


# bug: extend => append
# bug: flatten(item) => flatten(items)
# bug: flatten(item) => item
# bug: isinstance(item, list) => not isinstance(item, list)
# bug: isinstance(item, list) => isinstance(items, list)
# bug: result.append(item) => result.extend(item)
