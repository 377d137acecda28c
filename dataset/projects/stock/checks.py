from stock import receive, ship
assert receive({}, "nut", 3) == {"nut": 3}
assert receive({"nut": 3}, "nut", 2) == {"nut": 5}
assert ship({"nut": 5, "bolt": 1}, "nut", 2) == {"nut": 3, "bolt": 1}
assert ship({"nut": 5}, "nut", 5) == {}
try:
    ship({"nut": 1}, "nut", 2)
    raised = False
except ValueError:
    raised = True
assert raised
