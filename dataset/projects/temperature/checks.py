from temperature import to_celsius, to_fahrenheit
assert to_fahrenheit(100) == 212.0
assert to_fahrenheit(-40) == -40.0
assert to_celsius(212) == 100.0
assert to_celsius(50) == 10.0
