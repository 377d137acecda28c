/** What bubblewrap is told about a command: what it sees, where it may write, what it may use. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandJob, Limits } from "../../core/index.ts";

/** The tool chain: programs and their libraries. What else lies below /usr, as programs' data, is not shown. */
const SYSTEM = [
  ...["/bin", "/sbin", "/lib", "/lib64", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64"],
  ...["/usr/libexec", "/usr/include", "/usr/local/bin", "/usr/local/lib", "/usr/local/lib64", "/usr/local/include"],
  ...["/usr/share/zoneinfo", "/usr/share/git-core", "/usr/share/terminfo"],
  ...["/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"],
];
/** Where a command may write besides its project, and the folder of the run that stands there. */
export const WRITABLE = { "/tmp": "tmp", "/home/sandbox": "home", "/dev/shm": "shm" } as const;

/**
 * Files of /proc that belong to root alone. Where root starts a command, whoever it is inside is root to these and, were
 * /proc not read-only, to the machine's settings below /proc/sys.
 */
const MASKED = [
  ...["kcore", "kmsg", "keys", "kallsyms", "kpagecgroup", "kpagecount", "kpageflags", "pagetypeinfo", "slabinfo"],
  ...["timer_list", "vmallocinfo", "sched_debug", "sysrq-trigger"],
]
  .map((name) => `/proc/${name}`)
  .filter((path) => existsSync(path));

/** The descriptors that bubblewrap itself gets. */
export const DESCRIPTORS = { info: 3, args: 4, block: 5, filter: 6 } as const;

/** All that can be written lies in the run's own folder on disk: it is measured, and it is no memory. */
export function isolation(own: string, { project, reads = [], env = {} }: CommandJob): string[] {
  const both = (paths: readonly string[]): string[] => paths.flatMap((path) => ["--ro-bind-try", path, path]);
  return [
    ...["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ...["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"],
    ...both(SYSTEM),
    ...["--proc", "/proc", ...MASKED.flatMap((path) => ["--ro-bind", "/dev/null", path]), "--dev", "/dev"],
    ...Object.entries(WRITABLE).flatMap(([path, name]) => ["--bind", join(own, name), path]),
    ...["--bind", join(own, "project"), project],
    ...both(reads),
    ...["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--info-fd", `${DESCRIPTORS.info}`, "--block-fd", `${DESCRIPTORS.block}`, "--seccomp", `${DESCRIPTORS.filter}`],
    ...Object.entries({ HOME: "/home/sandbox", LANG: "C.UTF-8", ...env }).flatMap(([k, v]) => ["--setenv", k, v]),
    ...["--chdir", project],
  ];
}

/**
 * The command behind the limits that it inherits: seconds of CPU, blocks of 512 bytes, kilobytes of memory where no
 * control group counts the tree's, as a POSIX shell's ulimit takes them. Shells do not agree on the letter of processes.
 */
export function limited(argv: readonly string[], limits: Limits, eachMemory: boolean): string[] {
  const { memoryBytes, cpuSec, fileBytes, openFiles, processes } = limits;
  const numbers = { t: cpuSec, f: Math.ceil(fileBytes / 512), n: openFiles, c: 0, l: 0 };
  const memory = eachMemory ? { v: Math.ceil(memoryBytes / 1024) } : {};
  const set = Object.entries({ ...numbers, ...memory }).map(([name, value]) => `ulimit -${name} ${value}`);
  const most = `{ ulimit -u ${processes} 2>/dev/null || ulimit -p ${processes}; }`;
  return ["/bin/sh", "-c", [...set, most, 'exec "$@"'].join(" && "), "sh", ...argv];
}
