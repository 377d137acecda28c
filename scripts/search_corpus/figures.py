"""More functions over numbers, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""


def to_binary(number: int) -> str:
    """Write a natural number in binary."""
    if number == 0:
        return "0"
    digits = ""
    while number > 0:
        digits = str(number % 2) + digits
        number //= 2
    return digits


def test_to_binary():
    assert to_binary(0) == "0"
    assert to_binary(6) == "110"
    assert to_binary(1) == "1"


# bug: str(number % 2) + digits => digits + str(number % 2)
# bug: return "0" => return ""
# bug:     if number == 0:\n        return "0"\n => 
# bug: number //= 2 => number -= 2
# bug: number % 2 => number // 2
# bug: while number > 0 => while number > 1
# bug: str(number % 2) => number % 2


def compound(amount: float, rate: float, years: int) -> float:
    """Return an amount with yearly compound interest; the rate is in percent. Rounded to two decimals."""
    for _ in range(years):
        amount += amount * rate / 100
    return round(amount, 2)


def test_compound():
    assert compound(100, 10, 2) == 121.0
    assert compound(50, 0, 5) == 50
    assert compound(200, 5, 1) == 210.0


# bug: amount * rate / 100 => amount * rate
# bug: round(amount, 2) => round(amount)
# bug: range(years) => range(years + 1)
# bug: amount += amount => amount = amount
# bug: rate / 100 => rate // 100
# bug: / 100 => / 10
# bug: round(amount, 2) => amount


def perfect_squares(limit: int) -> list:
    """Return all square numbers from 1 up to and including `limit`, in order."""
    squares = []
    root = 1
    while root * root <= limit:
        squares.append(root * root)
        root += 1
    return squares


def test_perfect_squares():
    assert perfect_squares(16) == [1, 4, 9, 16]
    assert perfect_squares(0) == []
    assert perfect_squares(3) == [1]


# bug: <= limit => < limit
# bug: squares.append(root * root) => squares.append(root)
# bug: root = 1 => root = 0
# bug: root += 1\n => root += 2\n
# bug: root * root <= => root <= 
# bug:         root += 1\n => 
# bug: append(root * root) => append(root + root)


def triangle_kind(a: float, b: float, c: float) -> str:
    """Name a triangle by its sides: "equilateral", "isosceles", "scalene", or "none" where they make no triangle."""
    if a + b <= c or a + c <= b or b + c <= a:
        return "none"
    if a == b and b == c:
        return "equilateral"
    if a == b or b == c or a == c:
        return "isosceles"
    return "scalene"


def test_triangle_kind():
    assert triangle_kind(3, 3, 3) == "equilateral"
    assert triangle_kind(3, 3, 5) == "isosceles"
    assert triangle_kind(3, 4, 3) == "isosceles"
    assert triangle_kind(3, 4, 5) == "scalene"
    assert triangle_kind(1, 2, 3) == "none"
    assert triangle_kind(3, 1, 1) == "none"


# bug: a + b <= c => a + b < c
# bug: a == b and b == c => a == b or b == c
# bug:  or a == c => 
# bug: b + c <= a => b + c <= b
# bug: a + c <= b or => a + c <= b and
# bug: "isosceles" => "scalene"


def count_divisors(number: int) -> int:
    """Count the positive divisors of a positive number."""
    count = 0
    for divisor in range(1, number + 1):
        if number % divisor == 0:
            count += 1
    return count


def test_count_divisors():
    assert count_divisors(1) == 1
    assert count_divisors(12) == 6
    assert count_divisors(13) == 2


# bug: range(1, number + 1) => range(1, number)
# bug: range(1, number + 1) => range(number + 1)
# bug: count += 1 => count += divisor
# bug: == 0 => == 1
# bug: number % divisor => divisor % number
# bug: count = 0 => count = 1


def nearest_multiple(number: int, base: int) -> int:
    """Return the multiple of `base` that is nearest to `number`; of two, the larger."""
    lower = number // base * base
    upper = lower + base
    if number - lower < upper - number:
        return lower
    return upper


def test_nearest_multiple():
    assert nearest_multiple(7, 5) == 5
    assert nearest_multiple(8, 5) == 10
    assert nearest_multiple(15, 10) == 20
    assert nearest_multiple(20, 10) == 20


# bug: number // base * base => number // base
# bug: lower + base => lower - base
# bug: number - lower < upper - number => number - lower <= upper - number
# bug: number - lower < upper - number => number - lower > upper - number
# bug: upper - number: => number - upper:
# bug: number // base * base => number / base * base
