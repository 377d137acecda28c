# Makes the list that the tests look at contain itself.
# expect: wrong_answer, runtime_error
# tests: sorts
def solve(numbers):
    numbers.append(numbers)
