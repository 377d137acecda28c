"""The names that stand before a candidate's code: what OctoPack's scoring of HumanEvalFix imports."""
import os
import sys

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


# numpy for those who ask for it: the package alone, none of its neighbours.
NUMPY = OCTOPACK + "import numpy\nimport numpy as np\n"

FOR_CANDIDATE = {"octopack": names(OCTOPACK), "none": {}}
FOR_TESTS = names(TESTS)


def add_numpy(folder):
    """Loads numpy, without threads of its own: a process that is forked must have one alone."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
    sys.path.append(folder)
    FOR_CANDIDATE["octopack+numpy"] = names(NUMPY)
    sys.path.remove(folder)
    return [path for path in (os.path.join(folder, name) for name in ("numpy", "numpy.libs")) if os.path.exists(path)]
