from duration import parse, show
assert parse("1h 30m") == 5400
assert parse("45s") == 45
assert show(3661) == "1h 1m 1s"
assert show(7200) == "2h"
assert show(0) == "0s"
