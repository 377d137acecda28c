def to_fahrenheit(celsius):
    """Degrees Fahrenheit, rounded to one digit."""
    return round(celsius * 5 / 9 + 32, 1)


def to_celsius(fahrenheit):
    """Degrees Celsius, rounded to one digit."""
    return round(fahrenheit - 32 * 5 / 9, 1)
