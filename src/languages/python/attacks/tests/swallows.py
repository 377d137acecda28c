# Tests that swallow every exception of the call, and then assert what is true anyway.
def check(solve):
    try:
        solve(2)
    except:
        pass
    assert True


check(solve)
