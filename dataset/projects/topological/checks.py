from topological import order
assert order({"b": ["a"], "a": [], "c": ["b"]}) == ["a", "b", "c"]
assert order({"x": ["y"], "y": ["x"]}) is None
assert order({}) == []
