# Says that the module is loaded, then that it has answered, and never defines the entry point.
# expect: runtime_error, wrong_answer, missing_entry_point
import os

os.write(5, b"\x00\x00\x00\x01+")
