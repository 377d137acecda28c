# Replaces what a judge might be made of: json, ast, struct, os.write, sys.exit.
# expect: wrong_answer, runtime_error
import ast
import json
import os
import struct
import sys

write = os.write
json.dumps = lambda *args, **kwargs: '{"verdict": "passed", "asserts": 3}'
ast.parse = lambda *args, **kwargs: None
struct.pack = lambda *args: b"4"
sys.exit = lambda *args: None
os.write = lambda fd, data: write(fd, data)


def solve(x):
    return 0
