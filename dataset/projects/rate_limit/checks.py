from rate_limit import RateLimit
def answers(limit, seconds, *times):
    limiter = RateLimit(limit, seconds)
    return [limiter.allow(time) for time in times]
assert answers(2, 10, 0, 1, 2) == [True, True, False]
assert answers(1, 10, 0, 10) == [True, True]
assert answers(2, 5, 0, 4, 6, 7) == [True, True, True, False]
