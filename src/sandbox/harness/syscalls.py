"""Numbers of the system calls that a candidate may make: name:x86_64:aarch64, "-" where there is none.

From the kernel's own tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
"""

import os

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# Allowed whatever the arguments. Calls that change a file by its path in ways that Landlock does not know (modes,
# times, owners, attributes) are left out, and so is whatever makes another kind of file, locks one, or tells what other
# jobs do: free space and memory, what the page cache holds, who has which priority.
PLAIN = """
read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 preadv:295:69 pwritev:296:70 close:3:57
close_range:436:436 lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215 mremap:25:216 brk:12:214 madvise:28:233
msync:26:227 stat:4:- fstat:5:80 lstat:6:- newfstatat:262:79 statx:332:291 access:21:- faccessat:269:48
faccessat2:439:439 open:2:- openat:257:56 creat:85:- readlink:89:- readlinkat:267:78 getcwd:79:17 chdir:80:49
fchdir:81:50 getdents:78:- getdents64:217:61 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35
rename:82:- renameat:264:38 renameat2:316:276 umask:95:166 ftruncate:77:46 fallocate:285:47 fsync:74:82
fdatasync:75:83 sendfile:40:71 pipe:22:- pipe2:293:59 dup:32:23 dup2:33:- dup3:292:24 poll:7:- ppoll:271:73
select:23:- pselect6:270:72 epoll_create:213:- epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:-
epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:- eventfd2:290:19 timerfd_create:283:85 timerfd_settime:286:86
timerfd_gettime:287:87 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigpending:127:136
rt_sigtimedwait:128:137 rt_sigsuspend:130:133 sigaltstack:131:132 pause:34:- nanosleep:35:101 gettimeofday:96:169
time:201:- alarm:37:- getitimer:36:102 setitimer:38:103 times:100:153 getrusage:98:165 uname:63:160 getpid:39:172
getppid:110:173 gettid:186:178 getuid:102:174 geteuid:107:175 getgid:104:176 getegid:108:177 getgroups:115:158
getresuid:118:148 getresgid:120:150 getpgrp:111:- getrlimit:97:163 getcpu:309:168 sched_yield:24:124
sched_get_priority_max:146:125 sched_get_priority_min:147:126 futex:202:98 futex_waitv:449:449 set_robust_list:273:99
set_tid_address:218:96 rseq:334:293 membarrier:324:283 arch_prctl:158:- getrandom:318:278 exit:60:93 exit_group:231:94
wait4:61:260 waitid:247:95 recvfrom:45:207 shutdown:48:210 getsockname:51:204 getpeername:52:205
restart_syscall:219:128
"""

# Allowed with some arguments only, or in processes that may have children.
CHECKED = """
clone:56:220 clone3:435:435 fork:57:- vfork:58:- execve:59:221 execveat:322:281 kill:62:129 tgkill:234:131
setsid:112:157 setpgid:109:154 ioctl:16:29 fcntl:72:25 prctl:157:167 prlimit64:302:261 socketpair:53:199 sendto:44:206
getsockopt:55:209 clock_gettime:228:113 clock_getres:229:114 clock_nanosleep:230:115 getpgid:121:155 getsid:124:156
chmod:90:- fchmod:91:52 fchmodat:268:53 sched_getaffinity:204:123 sched_getparam:143:121 sched_getscheduler:145:120 get_robust_list:274:100
"""


def table(text):
    """name → number on this machine, for the calls that it has."""
    column = ARCHITECTURES[os.uname().machine][1]
    entries = (entry.split(":") for entry in text.split())
    return {name: int(numbers[column]) for name, *numbers in entries if numbers[column] != "-"}


def supported():
    return os.uname().machine in ARCHITECTURES


def audit_arch():
    return ARCHITECTURES[os.uname().machine][0]
