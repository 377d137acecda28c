"""Functions over numbers, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""


def is_prime(number: int) -> bool:
    """Say whether a number is prime."""
    if number < 2:
        return False
    for divisor in range(2, int(number ** 0.5) + 1):
        if number % divisor == 0:
            return False
    return True


def test_is_prime():
    assert is_prime(2) is True
    assert is_prime(1) is False
    assert is_prime(9) is False
    assert is_prime(25) is False
    assert is_prime(29) is True


# bug: int(number ** 0.5) + 1 => int(number ** 0.5)
# bug: number < 2 => number < 1
# bug: number % divisor == 0 => number % divisor != 0
# bug: range(2, => range(1,
# bug: number % divisor => number // divisor
# bug:         if number % divisor == 0:\n            return False\n    return True =>         if number % divisor == 0:\n            return False\n        return True


def digit_sum(number: int) -> int:
    """Return the sum of the decimal digits of a number; the sign does not matter."""
    total = 0
    number = abs(number)
    while number > 0:
        total += number % 10
        number //= 10
    return total


def test_digit_sum():
    assert digit_sum(123) == 6
    assert digit_sum(-45) == 9
    assert digit_sum(0) == 0
    assert digit_sum(1000) == 1


# bug:     number = abs(number)\n => 
# bug: number //= 10 => number /= 10
# bug: number % 10 => number // 10
# bug: while number > 0 => while number > 10
# bug: total += => total -=
# bug: number //= 10 => number -= 10
# bug: total += number % 10 => total += 1


def mean_deviation(values: list) -> float:
    """Return the mean absolute distance of the values from their mean."""
    mean = sum(values) / len(values)
    return sum(abs(value - mean) for value in values) / len(values)


def test_mean_deviation():
    assert mean_deviation([1, 2, 3]) == 2 / 3
    assert mean_deviation([4]) == 0
    assert mean_deviation([0, 10]) == 5


# bug: abs(value - mean) => value - mean
# bug: for value in values) / len(values) => for value in values)
# bug: sum(values) / len(values) => sum(values) / 2
# bug: for value in values) / len(values) => for value in values) / mean
# bug: sum(values) / len(values) => sum(values) // len(values)
# bug: value - mean => value + mean


def fibonacci(index: int) -> int:
    """Return the number with this index in the sequence 0, 1, 1, 2, 3, 5, …, counted from zero."""
    first, second = 0, 1
    for _ in range(index):
        first, second = second, first + second
    return first


def test_fibonacci():
    assert fibonacci(0) == 0
    assert fibonacci(1) == 1
    assert fibonacci(7) == 13


# bug: first, second = 0, 1 => first, second = 1, 1
# bug: first + second => first - second
# bug: return first => return second
# bug: range(index) => range(index - 1)
# bug: range(index) => range(1, index)
# bug: second, first + second => second, first + first


def gcd(a: int, b: int) -> int:
    """Return the greatest common divisor of two natural numbers."""
    while b:
        a, b = b, a % b
    return a


def test_gcd():
    assert gcd(12, 18) == 6
    assert gcd(7, 3) == 1
    assert gcd(5, 0) == 5


# bug: a % b => b % a
# bug: return a => return b
# bug: a % b => a // b
# bug: a, b = b, a % b => b, a = b, a % b
# bug: while b => while a


def collatz_steps(number: int) -> int:
    """Count the steps to 1: an even number is halved, an odd one tripled and increased by one."""
    steps = 0
    while number != 1:
        if number % 2 == 0:
            number = number // 2
        else:
            number = 3 * number + 1
        steps += 1
    return steps


def test_collatz_steps():
    assert collatz_steps(1) == 0
    assert collatz_steps(6) == 8
    assert collatz_steps(8) == 3


# bug: number % 2 == 0 => number % 2 == 1
# bug: 3 * number + 1 => 3 * number
# bug: number // 2 => number - 2
# bug: steps += 1\n => steps = 1\n
# bug: 3 * number + 1 => 2 * number + 1
# bug: while number != 1 => while number > 2
# bug:         steps += 1\n    return => steps += 1\n    return


def clamp(value: float, low: float, high: float) -> float:
    """Return the value, or the nearer bound where it lies outside of them."""
    return max(low, min(value, high))


def test_clamp():
    assert clamp(5, 0, 10) == 5
    assert clamp(-5, 0, 10) == 0
    assert clamp(50, 0, 10) == 10


# bug: max(low, min(value, high)) => min(low, max(value, high))
# bug: max(low, min(value, high)) => min(value, high)
# bug: min(value, high) => max(value, high)
# bug: min(value, high) => min(value, low)
# bug: max(low, => max(high,
