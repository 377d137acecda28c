from diff_lists import changes
assert changes(["a", "b"], ["b", "c"]) == {"added": ["c"], "removed": ["a"], "kept": ["b"]}
assert changes([], ["x", "x"]) == {"added": ["x"], "removed": [], "kept": []}
