VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def to_number(roman):
    """The number that a Roman numeral stands for."""
    total = 0
    for index, letter in enumerate(roman):
        value = VALUES[letter]
        if index + 1 < len(roman) and VALUES[roman[index + 1]] > value:
            total -= value
        else:
            total += value
    return total
