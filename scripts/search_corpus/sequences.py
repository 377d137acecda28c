"""Functions over neighbours and places in lists, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""
from typing import List


def merge_sorted(first: List[int], second: List[int]) -> List[int]:
    """Merge two sorted lists into one."""
    merged = []
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i] <= second[j]:
            merged.append(first[i])
            i += 1
        else:
            merged.append(second[j])
            j += 1
    return merged + first[i:] + second[j:]


def test_merge_sorted():
    assert merge_sorted([1, 4], [2, 3, 5]) == [1, 2, 3, 4, 5]
    assert merge_sorted([], [1]) == [1]
    assert merge_sorted([7, 8], [1]) == [1, 7, 8]


# bug: and j < len(second) => or j < len(second)
# bug: first[i] <= second[j] => first[i] >= second[j]
# bug: j += 1 => i += 1
# bug:  + second[j:] => 
# bug: second[j:] => second[i:]
# bug: merged.append(second[j]) => merged.append(second[i])
# bug: j < len(second) => j < len(first)
# bug: first[i:] => first[j:]
# bug:             j += 1\n => 


def longest_increase(numbers: List[int]) -> int:
    """Return the length of the longest stretch of neighbours in which each number is larger than the one before."""
    if not numbers:
        return 0
    best = current = 1
    for index in range(1, len(numbers)):
        if numbers[index] > numbers[index - 1]:
            current += 1
            best = max(best, current)
        else:
            current = 1
    return best


def test_longest_increase():
    assert longest_increase([1, 2, 2, 3, 4]) == 3
    assert longest_increase([]) == 0
    assert longest_increase([5, 4]) == 1
    assert longest_increase([1, 2, 3]) == 3


# bug: numbers[index] > numbers[index - 1] => numbers[index] >= numbers[index - 1]
# bug: current = 1\n    return => current = 0\n    return
# bug: return best => return current
# bug: range(1, len(numbers)) => range(len(numbers))
# bug: range(1, len(numbers)) => range(1, len(numbers) - 1)
# bug:     if not numbers:\n        return 0\n => 
# bug: numbers[index - 1] => numbers[index + 1]
# bug: return 0 => return None
# bug: max(best, current) => min(best, current)


def pairs_with_sum(numbers: List[int], target: int) -> int:
    """Count the pairs of places whose numbers add up to `target`."""
    count = 0
    for i in range(len(numbers)):
        for j in range(i + 1, len(numbers)):
            if numbers[i] + numbers[j] == target:
                count += 1
    return count


def test_pairs_with_sum():
    assert pairs_with_sum([1, 2, 3, 4], 5) == 2
    assert pairs_with_sum([2, 2], 4) == 1
    assert pairs_with_sum([2], 4) == 0


# bug: range(i + 1, len(numbers)) => range(len(numbers))
# bug: range(i + 1, => range(i,
# bug: numbers[i] + numbers[j] == target => numbers[i] + numbers[j] <= target
# bug: numbers[i] + numbers[j] => numbers[i] + numbers[i]
# bug: numbers[i] + numbers[j] => i + j
# bug: return count => return count // 2
# bug: numbers[i] + numbers[j] => numbers[i] - numbers[j]


def interleave(first: list, second: list) -> list:
    """Take items from two lists in turns; what is left of the longer one follows."""
    result = []
    for index in range(max(len(first), len(second))):
        if index < len(first):
            result.append(first[index])
        if index < len(second):
            result.append(second[index])
    return result


def test_interleave():
    assert interleave([1, 3, 5], [2]) == [1, 2, 3, 5]
    assert interleave([], ["a", "b"]) == ["a", "b"]
    assert interleave([1], [2]) == [1, 2]


# bug: max(len(first), len(second)) => min(len(first), len(second))
# bug: index < len(second) => index <= len(second)
# bug: result.append(second[index]) => result.append(first[index])
# bug:         if index < len(first):\n            result =>         if index < len(second):\n            result
# bug: max(len(first), len(second)) => len(first)
# bug: if index < len(second) => elif index < len(second)


def partition_point(numbers: List[int], limit: int) -> int:
    """Return in a sorted list the index of the first number that is at least `limit`; its length where none is."""
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < limit:
            low = middle + 1
        else:
            high = middle
    return low


def test_partition_point():
    assert partition_point([1, 3, 5, 7], 4) == 2
    assert partition_point([1, 3, 5, 7], 8) == 4
    assert partition_point([], 1) == 0
    assert partition_point([2, 2, 2], 2) == 0


# bug: low = middle + 1 => low = middle
# bug: numbers[middle] < limit => numbers[middle] <= limit
# bug: high = middle => high = middle - 1
# bug: 0, len(numbers) => 0, len(numbers) - 1
# bug: (low + high) // 2 => (low + high) / 2
# bug: return low => return middle
# bug: while low < high => while low <= high
# bug: (low + high) // 2 => low + high // 2


def product_except_self(numbers: List[int]) -> List[int]:
    """Return for each place the product of all other numbers."""
    result = []
    for index in range(len(numbers)):
        product = 1
        for other, number in enumerate(numbers):
            if other != index:
                product *= number
        result.append(product)
    return result


def test_product_except_self():
    assert product_except_self([1, 2, 3]) == [6, 3, 2]
    assert product_except_self([5]) == [1]
    assert product_except_self([0, 2]) == [2, 0]


# bug: product = 1 => product = 0
# bug: other != index => other == index
# bug: product *= number => product += number
# bug: product *= number => product *= other
# bug:         product = 1\n        for other =>         for other
# bug: other != index => number != index
