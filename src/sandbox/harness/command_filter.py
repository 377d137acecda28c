"""The system call filter for commands of somebody's project. They may do what a candidate may not: start programs, talk to
each other over sockets, lock files, make links and change modes. A list of what is allowed, all the same: no namespaces,
no tracing, no kernel facilities that no test of a project needs, and no family of sockets that leads out of a network
namespace (vsock does). Printed for bubblewrap, which puts it on."""

import sys

from harness import seccomp, syscalls
from harness.seccomp import ALLOW, ENOSYS, EPERM, RETURN, allow_values, argument, own_children, ranges, step, within

# name:x86_64:aarch64, allowed whatever the arguments.
MORE = """
fork:57:- vfork:58:- execve:59:221 kill:62:129 tkill:200:130 tgkill:234:131 rt_sigqueueinfo:129:138
rt_tgsigqueueinfo:297:240 setsid:112:157 setpgid:109:154 getpgid:121:155 getsid:124:156 pidfd_open:434:434
pidfd_send_signal:424:424 fcntl:72:25 flock:73:32 prlimit64:302:261 setrlimit:160:164 sendto:44:206 getsockopt:55:209
connect:42:203 accept:43:202 accept4:288:242 bind:49:200 listen:50:201 sendmsg:46:211 recvmsg:47:212 sendmmsg:307:269
recvmmsg:299:243 clock_gettime:228:113 clock_getres:229:114 clock_nanosleep:230:115 get_robust_list:274:100
sched_getaffinity:204:123 sched_setaffinity:203:122 sched_getparam:143:121 sched_getscheduler:145:120
sched_rr_get_interval:148:127 getpriority:140:141 setpriority:141:140 get_mempolicy:239:236 sysinfo:99:179 statfs:137:43
fstatfs:138:44 truncate:76:45 link:86:- linkat:265:37 symlink:88:- symlinkat:266:36 mknod:133:- mknodat:259:33 chmod:90:-
fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 chown:92:- fchown:93:55 lchown:94:- fchownat:260:54 utime:132:- utimes:235:-
futimesat:261:- utimensat:280:88 setxattr:188:5 lsetxattr:189:6 fsetxattr:190:7 getxattr:191:8 lgetxattr:192:9
fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13 removexattr:197:14 lremovexattr:198:15
fremovexattr:199:16 inotify_init:253:- inotify_init1:294:26 inotify_add_watch:254:27 inotify_rm_watch:255:28
signalfd:282:- signalfd4:289:74 timer_create:222:107 timer_settime:223:110 timer_gettime:224:108
timer_getoverrun:225:109 timer_delete:226:111 splice:275:76 tee:276:77 copy_file_range:326:285 sync_file_range:277:84
readahead:187:213 fadvise64:221:223 preadv2:327:286 pwritev2:328:287 capget:125:90
"""

# Allowed with some arguments only.
SOME = "clone:56:220 clone3:435:435 socket:41:198 socketpair:53:199 setsockopt:54:208 ioctl:16:29 prctl:157:167"

# Above the last that was numbered for each architecture by itself: libraries try these and do without.
FIRST_OF_THE_NEW = 424

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
LEVELS = (0, 1, 6, 17, 41)  # IP, socket, TCP, UDP, IPv6
ATTACH = (26, 50, 51, 52)  # programs for the kernel, as options of SOL_SOCKET
TABLES = 64  # from here on options of IP are those of the packet filter
# Terminals (but for what types into them), descriptors, network interfaces by name, clones of files.
REQUESTS = (
    *(*range(0x5401, 0x5412), 0x5413, 0x5414, 0x541B, 0x5421, 0x5422, 0x5441, 0x5450, 0x5451, 0x5452, 0x80045430, 0x40045431),
    *(0x8910, 0x8912, 0x8913, 0x8915, 0x8919, 0x891B, 0x8921, 0x8927, 0x8933, 0x40049409, 0x80086601),
)
# What candidates may, and: the signal at the parent's end, dumping, reaping of orphans, timer slack, names of memory.
PROCESS_SETTINGS = (*seccomp.PRCTL_ALLOWED, 1, 2, 4, 23, 29, 30, 36, 37, 41, 42, 0x53564D41)


def no_programs():
    """setsockopt without what hands the kernel a program or a table."""
    refuse = step(RETURN, EPERM)
    levels = [step(seccomp.EQUAL, level, len(LEVELS) - index, 0) for index, level in enumerate(LEVELS)]
    options = [it for option in ATTACH for it in (step(seccomp.EQUAL, option, 0, 1), refuse)]
    return [argument(1), *levels, refuse, argument(2), step(seccomp.AT_LEAST, TABLES, 0, 1), refuse, *options, step(RETURN, ALLOW)]


def checked_calls():
    return {
        "clone": own_children(),
        "clone3": [step(RETURN, ENOSYS)],
        "socket": allow_values(0, (AF_UNIX, AF_INET, AF_INET6)),
        "socketpair": allow_values(0, (AF_UNIX,)),
        "setsockopt": no_programs(),
        "ioctl": allow_values(1, REQUESTS),
        "prctl": allow_values(0, PROCESS_SETTINGS),
    }


def program():
    numbers = syscalls.table(SOME)
    steps = seccomp.beginning()
    for name, body in checked_calls().items():
        steps += [step(seccomp.EQUAL, numbers[name], 0, len(body)), *body]
    allowed = {*syscalls.table(syscalls.PLAIN).values(), *syscalls.table(MORE).values()}
    new = [number for number in allowed if number >= FIRST_OF_THE_NEW]
    old = within(ranges(allowed - set(new)))
    steps += [step(seccomp.AT_LEAST, FIRST_OF_THE_NEW, 0, len(new) * 2 + 1)]
    for number in sorted(new):
        steps += [step(seccomp.EQUAL, number, 0, 1), step(RETURN, ALLOW)]
    return b"".join([*steps, step(RETURN, ENOSYS), *old])


def main(_settings):
    sys.stdout.buffer.write(program())
