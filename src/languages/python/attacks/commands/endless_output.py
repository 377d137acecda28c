# Prints without end, from many processes.
# ends: output
# limits: outputBytes=65536
import os

for _ in range(4):
    os.fork()
while True:
    os.write(1, b"x" * 4096)
