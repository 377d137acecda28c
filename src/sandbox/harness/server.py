"""The fork server of one slot: the relay, which reads jobs, and its child the zygote, which never sees one."""

import json
import os
import socket
import sys

from harness import executable, language, relay, zygote
from harness.channel import Channel
from harness.frames import send
from harness.isolation import Isolation

JOBS, ANSWERS = 0, 1
ALL_FDS = 1 << 16


def main(settings):
    os.closerange(4 if settings.get("counts") else 3, ALL_FDS)  # what whoever started this program left open, and its children get
    more = language.prepare(settings)
    os.environ.clear()
    ours, theirs = socket.socketpair()
    try:
        isolation = Isolation(settings, more, executable.found(settings.get("executables") or {}))
        isolation.enter()
    except Exception as error:
        answer({"error": "%s: %s" % (type(error).__name__, error)})
        sys.exit(1)
    zygote_pid = os.fork()
    if zygote_pid == 0:
        ours.close()
        be_zygote(Channel(theirs), isolation)
    theirs.close()
    relay.serve(Channel(ours), isolation, zygote_pid, JOBS, answer)


def be_zygote(channel, isolation):
    isolation.enter_zygote()
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, JOBS)
    os.dup2(null, ANSWERS)
    os.close(null)
    zygote.serve(channel, isolation)


def answer(message):
    send(ANSWERS, json.dumps(message).encode())
