from leap_days import days_in_month, is_leap
assert is_leap(2024) and not is_leap(1900)
assert is_leap(2000)
assert days_in_month(2023, 2) == 28 and days_in_month(2024, 2) == 29
assert days_in_month(2023, 9) == 30
assert days_in_month(2023, 8) == 31
