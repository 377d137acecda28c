"""Functions of everyday programs, with mistakes that people make in them: `# bug: right => wrong`."""


def is_leap(year: int) -> bool:
    """Say whether a year is a leap year: divisible by 4, but not by 100, unless by 400."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def test_is_leap():
    assert is_leap(2000) is True
    assert is_leap(1900) is False
    assert is_leap(2024) is True
    assert is_leap(2023) is False


# bug: and (year => or (year
# bug: != 0 or => != 0 and
# bug: year % 100 != 0 or year % 400 == 0 => year % 100 != 0
# bug: % 400 == 0 => % 40 == 0
# bug: year % 400 == 0 => year % 400 != 0
# bug: year % 4 == 0 and => year // 4 == 0 and


def format_duration(seconds: int) -> str:
    """Write a duration as hours, minutes and seconds with two digits each: "01:02:03"."""
    hours = seconds // 3600
    minutes = seconds % 3600 // 60
    rest = seconds % 60
    return f"{hours:02}:{minutes:02}:{rest:02}"


def test_format_duration():
    assert format_duration(3723) == "01:02:03"
    assert format_duration(0) == "00:00:00"
    assert format_duration(86399) == "23:59:59"


# bug: seconds % 3600 // 60 => seconds // 60
# bug: seconds % 60 => seconds // 60
# bug: seconds // 3600 => seconds / 3600
# bug: {rest:02} => {seconds:02}
# bug: seconds // 3600 => seconds // 360
# bug: seconds % 3600 // 60 => hours % 3600 // 60


def change(amount: int, coins: list) -> list:
    """Give change with the fewest coins, greedily, the largest coins first; an empty list where it does not work out."""
    given = []
    for coin in sorted(coins, reverse=True):
        while amount >= coin:
            amount -= coin
            given.append(coin)
    return given if amount == 0 else []


def test_change():
    assert change(41, [1, 5, 10, 25]) == [25, 10, 5, 1]
    assert change(10, [5]) == [5, 5]
    assert change(3, [2]) == []
    assert change(0, [1]) == []


# bug: , reverse=True => 
# bug: while amount >= coin => while amount > coin
# bug: while amount >= coin => if amount >= coin
# bug: given if amount == 0 else [] => given
# bug:             amount -= coin\n => 
# bug: amount == 0 => amount != 0
# bug: given.append(coin) => given.append(amount)
# bug: amount -= coin => coin -= amount


def grade(points: int) -> str:
    """Turn points into a grade: at least 90 is A, at least 75 B, at least 50 C, below that F."""
    if points >= 90:
        return "A"
    if points >= 75:
        return "B"
    if points >= 50:
        return "C"
    return "F"


def test_grade():
    assert grade(95) == "A"
    assert grade(90) == "A"
    assert grade(75) == "B"
    assert grade(60) == "C"
    assert grade(50) == "C"
    assert grade(10) == "F"


# bug: points >= 90 => points > 90
# bug: >= 75 => >= 70
# bug: return "F" => return "C"
# bug: points >= 50 => points <= 50
# bug: >= 50 => >= 90
# bug: return "B" => return "A"


def bmi_class(weight: float, height: float) -> str:
    """Name the body-mass index, weight by height squared: "low" below 18.5, "normal" below 25, "high" from there."""
    index = weight / height ** 2
    if index < 18.5:
        return "low"
    elif index < 25:
        return "normal"
    return "high"


def test_bmi_class():
    assert bmi_class(70, 1.75) == "normal"
    assert bmi_class(50, 1.8) == "low"
    assert bmi_class(100, 2) == "high"
    assert bmi_class(100, 1.7) == "high"


# bug: weight / height ** 2 => weight / height
# bug: index < 25 => index <= 25
# bug: index < 18.5 => index > 18.5
# bug: weight / height ** 2 => weight / height * 2
# bug: weight / height ** 2 => height / weight ** 2
# bug: return "high" => return "normal"


def password_is_strong(password: str) -> bool:
    """A strong password has at least 8 characters, a digit, a lower-case and an upper-case letter."""
    if len(password) < 8:
        return False
    has_digit = any(char.isdigit() for char in password)
    has_lower = any(char.islower() for char in password)
    has_upper = any(char.isupper() for char in password)
    return has_digit and has_lower and has_upper


def test_password_is_strong():
    assert password_is_strong("Abcdefg1") is True
    assert password_is_strong("abcdefg1") is False
    assert password_is_strong("Abc1") is False
    assert password_is_strong("ABCDEFG1") is False
    assert password_is_strong("Abcdefgh") is False


# bug: len(password) < 8 => len(password) <= 8
# bug: any(char.islower() => all(char.islower()
# bug: and has_upper => or has_upper
# bug: has_lower and has_upper => has_lower and has_lower
# bug: char.isupper() => char.islower()
# bug:     if len(password) < 8:\n        return False\n => 
# bug: has_digit and => not has_digit and
