from text_table import table
assert table([["a", "b"], ["ccc", "d"]]) == ["a   | b", "ccc | d"]
assert table([["name", "x"], ["n", "yy"]]) == ["name | x", "n    | yy"]
