from csv_line import split_line
assert split_line("a,b,c") == ["a", "b", "c"]
assert split_line('"a,b",c') == ["a,b", "c"]
assert split_line('"say ""hi""",x') == ['say "hi"', "x"]
assert split_line("") == [""]
