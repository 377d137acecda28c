"""Forks one process for each job, the first of its own process namespace where one can be made, which forks the
judged processes. Neither holds a candidate or a test: they get descriptors, and hand them on. The zygote's own state
does not depend on how a job went, so that nothing a candidate inherits can tell of an earlier one."""

import gc
import json
import os
import select
import signal
import sys
import time
import traceback

from harness import executable, language

LOOK_EVERY_MS = 100
LAST_MOMENT = 0.25
FIRST_FREE_FD = 100
NUMBER_OF_FDS = 512
WALL_FAILED, ROLE_FAILED = 121, 122
ROLES = {**language.ROLES, "executable": executable.main}


class Child:
    def __init__(self, role, pid, ready):
        self.role = role
        self.pid = pid
        self.ready = ready
        self.killed = False
        self.end = None

    def kill(self):
        if self.end is None:
            self.killed = True
            os.kill(self.pid, signal.SIGKILL)

    def reaped(self, status, usage):
        self.end = {
            "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "cpu": usage.ru_utime + usage.ru_stime,
            "killed": self.killed,
        }


def serve(channel, isolation):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    channel.send({"ready": True})
    while True:
        job, fds = channel.receive()
        if job is None:
            os._exit(0)
        if "kill" not in job:  # else it came when its job had just ended
            oversee(job, fds, channel, isolation)


def oversee(job, fds, channel, isolation):
    """One job in a process of its own, which speaks to the relay itself. When it has ended, so has all of the job."""
    pid = isolation.fork_first()
    if pid == 0:
        lead(job, fds, channel, isolation)
    for fd in fds:
        os.close(fd)
    _pid, status = os.waitpid(pid, 0)
    if status != 0:
        print("the first process of a job ended with wait status", status, file=sys.stderr, flush=True)
        os._exit(1)  # what it left in the work folder must not meet another job


def lead(job, fds, channel, isolation):
    """The job's first process; it never returns."""
    try:
        isolation.enter_first()
        channel.send(run(job, fds, channel, isolation, wake_pipe()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(ROLE_FAILED)


def wake_pipe():
    """A descriptor that can be read when a child has ended."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    os.set_blocking(read, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return read


def run(job, fds, channel, isolation, wake):
    """One job from fork to the last reaped process; the answer for the relay."""
    limits = job["limits"]
    isolation.open_work_folder(limits)
    children = []
    exceeded = None
    try:
        for role, count in job["roles"]:
            mine, fds = fds[:count], fds[count:]
            children.append(fork(role, mine, limits, isolation))
            for fd in mine:
                os.close(fd)
        failure = next(filter(None, [trouble(child) for child in children]), None)
        if failure is None:
            exceeded = wait(children, channel, wake, lambda pids: isolation.exceeded(limits, pids))
    finally:
        end_all(children)
        left = sweep() + isolation.close_work_folder()
    ends = {child.role: child.end for child in children}
    return {"ends": ends, "failure": failure, "exceeded": exceeded, "left": left}


def fork(role, fds, limits, isolation):
    ready_read, ready_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ready_read)
        become(role, fds, limits, isolation, ready_write)
    os.close(ready_write)
    return Child(role, pid, ready_read)


def become(role, fds, limits, isolation, ready):
    """The child: descriptors in place, isolation up, then the role; it never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ready = arrange(fds, ready)
        isolation.apply(role, limits)
    except BaseException as error:
        os.write(ready, json.dumps("%s: %s" % (type(error).__name__, error)).encode()[:2000])
        os._exit(WALL_FAILED)
    os.write(ready, b"+")
    os.close(ready)
    try:
        ROLES[role]()
    except BaseException:
        traceback.print_exc()
    finally:  # nothing that a judged process raises may run on in the zygote's own frames
        os._exit(ROLE_FAILED)


def arrange(fds, ready):
    """The given descriptors as 0, 1, 2, …; everything else is closed but `ready`, whose new number is returned."""
    high = [os.dup2(fd, FIRST_FREE_FD + index, inheritable=False) for index, fd in enumerate(fds)]
    keep = os.dup2(ready, FIRST_FREE_FD + len(fds), inheritable=False)
    for number, fd in enumerate(high):
        os.dup2(fd, number)
    os.dup2(keep, len(high))
    os.closerange(len(high) + 1, NUMBER_OF_FDS)
    return len(high)


def trouble(child):
    """Waits until the child stands behind its isolation layer; what went wrong, if anything did."""
    word = os.read(child.ready, 4000)
    os.close(child.ready)
    if word == b"+":
        return None
    return "%s: %s" % (child.role, json.loads(word) if word else "died before its isolation layer stood")


def wait(children, channel, wake, look):
    """Until every child has ended. The judge's end, the relay's word, and a limit that `look` sees exceeded end the
    rest; that limit is the result."""
    poll = select.poll()
    poll.register(wake, select.POLLIN)
    poll.register(channel.fileno(), select.POLLIN)
    exceeded = None
    looked = time.monotonic()
    while any(child.end is None for child in children):
        ready = [fd for fd, _event in poll.poll(LOOK_EVERY_MS)]
        if wake in ready:
            os.read(wake, 4096)
        if channel.fileno() in ready:
            message, _fds = channel.receive()
            end_all(children)
            if message is None:
                os._exit(0)
        reap(children)
        alive = [child.pid for child in children if child.end is None]
        if alive and exceeded is None and time.monotonic() - looked >= LOOK_EVERY_MS / 1000:
            exceeded = look(alive)
            looked = time.monotonic()
        if exceeded or judge_ended(children):
            end_all(children)
    return exceeded


def judge_ended(children):
    """Whether the judge has ended. Where it has because the candidate's end of the line was closed, the candidate
    gets a moment to be seen ending: how it did is what the verdict says."""
    ended = [child for child in children if child.role == "judge" and child.end is not None]
    if ended and ended[0].end["exit"] == language.CANDIDATE_GONE:
        until = time.monotonic() + LAST_MOMENT
        while time.monotonic() < until and any(child.end is None for child in children):
            time.sleep(0.002)
            reap(children)
    return bool(ended)


def reap(children):
    """Whatever has ended, orphans among it, which come to this process and would count as processes of the job."""
    while True:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        for child in children:
            if child.pid == pid:
                child.reaped(status, usage)


def end_all(children):
    reap(children)  # so that one that has ended by itself does not look as if it had been killed
    for child in children:
        child.kill()
    for child in children:
        if child.end is None:
            _pid, status, usage = os.wait4(child.pid, 0)
            child.reaped(status, usage)


def sweep():
    """Ends whatever processes a job left behind; how many. Orphans come to this process, as the first of its
    namespace or as their subreaper, and bring their own orphans when they end."""
    left = 0
    while True:
        found = kill_others()
        left += found
        try:
            pid, _status = os.waitpid(-1, 0 if found else os.WNOHANG)
        except ChildProcessError:
            return left
        if pid == 0:
            return left


def kill_others():
    """Kills this process's children, where they can be told; their number."""
    try:
        if os.getpid() == 1:
            os.kill(-1, signal.SIGKILL)
            return 1
        with open("/proc/self/task/%d/children" % os.getpid()) as file:
            children = [int(word) for word in file.read().split()]
    except OSError:
        return 0
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    return len(children)
