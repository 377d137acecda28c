"""The names that stand before a candidate's code: what OctoPack's scoring of HumanEvalFix imports."""

OCTOPACK = """
import math
import re
import sys
import copy
import datetime
import itertools
import collections
import heapq
import functools
import hashlib
import string
from typing import *
from collections import *
"""

# What tests use without importing it.
TESTS = OCTOPACK + "import random\nimport typing\n"


def names(source):
    namespace = {}
    exec(source, namespace)
    del namespace["__builtins__"]
    return namespace


FOR_CANDIDATE = {"octopack": names(OCTOPACK), "none": {}}
FOR_TESTS = names(TESTS)
