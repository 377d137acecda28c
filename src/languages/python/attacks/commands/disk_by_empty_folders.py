# Fills the disk with folders that hold nothing.
# ends: output
# limits: diskBytes=2097152
import os

os.chdir("/home/sandbox")
for number in range(200000):
    os.mkdir("%d" % number)
print("DONE: 200000 folders")
