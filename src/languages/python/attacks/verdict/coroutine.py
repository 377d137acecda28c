# Answers with a coroutine.
# expect: unsupported_type
async def solve(x):
    return x * x
