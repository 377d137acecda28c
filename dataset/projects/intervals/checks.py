from intervals import merge
assert merge([[1, 3], [2, 6], [8, 10]]) == [[1, 6], [8, 10]]
assert merge([[1, 9], [2, 3]]) == [[1, 9]]
assert merge([[4, 5], [1, 4]]) == [[1, 5]]
assert merge([]) == []
