# Tests that catch what is raised.
def check(solve):
    try:
        solve(1)
    except ValueError as error:
        assert error.args == ("one", 1)
        assert error == error and str(error) != "" and not isinstance(error, KeyError)
        return
    assert False, "nothing was raised"


check(solve)
