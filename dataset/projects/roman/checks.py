from roman import to_number
assert to_number("VIII") == 8
assert to_number("XIV") == 14
assert to_number("MCMXCIV") == 1994
