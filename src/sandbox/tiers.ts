/** The isolation layers that a process can have, strongest first. Which one a machine can build is found by trying. */
import type { Limits } from "../core/index.ts";
import type { IsolationSettings } from "./fork_server.ts";
import type { Interpreter } from "./interpreter.ts";
import type { Slot } from "./slots.ts";

/** What decides whether a tier is worth trying. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly root: boolean;
  /** Where bubblewrap is; undefined where it is not. */
  readonly bubblewrap: string | undefined;
}

export interface Tier {
  /** The isolation layer in words; also how it is asked for by name. */
  readonly name: string;
  /** Too weak to be chosen without the user's word. */
  readonly unsafe?: true;
  /** Why it cannot be tried here; undefined: it can. */
  readonly unfit: (machine: Machine) => string | undefined;
  readonly isolation: (slot: Slot) => IsolationSettings;
  /** Needs a work folder in the file system. */
  readonly folder: boolean;
  /** Belongs to an ordinary user: root starts it as one. */
  readonly ordinary: boolean;
  /** Serves one job only: it cannot give a job a process namespace of its own, in which numbers begin anew. */
  readonly once?: true;
  /** What this layer cannot hide, by its nature; docs/sandbox.md says more. */
  readonly shows?: readonly string[];
  /** The command that starts the harness, where that is not the interpreter itself. */
  readonly command?: (
    machine: Machine,
    interpreter: Interpreter,
    args: readonly string[],
    limits: Limits,
  ) => readonly string[];
}

const KNOWN_ARCHITECTURES = ["x64", "arm64"];
const NOTHING: Omit<IsolationSettings, "work" | "scratch" | "cgroup"> = {
  namespaces: "none",
  jobProcesses: "shared",
  uids: null,
  ownProcesses: false,
  landlock: false,
  seccomp: false,
  seatbelt: false,
};
/** Without namespaces all jobs live among the machine's own processes and files. */
const SHOWN_WITHOUT_NAMESPACES = ["which paths exist", "process numbers", "access times of files"];
const COMMON = { work: null, scratch: [], cgroup: null } as const;

const linux = ({ platform, arch }: Machine): string | undefined =>
  platform !== "linux"
    ? "needs Linux"
    : KNOWN_ARCHITECTURES.includes(arch)
      ? undefined
      : `has no system call filter for ${arch}`;
const linuxRoot = (machine: Machine): string | undefined => linux(machine) ?? (machine.root ? undefined : "needs root");
const bubblewrapped = (machine: Machine): string | undefined =>
  linux(machine) ?? (machine.bubblewrap === undefined ? "bubblewrap is not installed" : undefined);

function rootTier(landlock: boolean): Tier {
  return {
    name: `namespaces+uid${landlock ? "+landlock" : ""}+seccomp`,
    unfit: linuxRoot,
    isolation: ({ uids, cgroup }) => ({
      ...NOTHING,
      ...COMMON,
      ownProcesses: true,
      namespaces: "root",
      jobProcesses: "namespace",
      uids,
      cgroup,
      landlock,
      seccomp: true,
    }),
    folder: false,
    ordinary: false,
  };
}

function userTier(landlock: boolean): Tier {
  return {
    name: `user-namespace${landlock ? "+landlock" : ""}+seccomp`,
    unfit: linux,
    isolation: ({ cgroup }) => ({
      ...NOTHING,
      ...COMMON,
      ownProcesses: true,
      namespaces: "user",
      jobProcesses: "namespace",
      cgroup,
      landlock,
      seccomp: true,
    }),
    folder: false,
    ordinary: true,
  };
}

function bubblewrapTier(landlock: boolean): Tier {
  return {
    name: `bubblewrap${landlock ? "+landlock" : ""}+seccomp`,
    unfit: bubblewrapped,
    isolation: () => ({ ...NOTHING, ...COMMON, ownProcesses: true, landlock, seccomp: true, work: BUBBLE_WORK }),
    folder: false,
    ordinary: true,
    once: true,
    command: ({ bubblewrap = "bwrap" }, interpreter, args, { diskBytes }) => [
      ...[bubblewrap, ...bubble(interpreter, diskBytes), interpreter.path, ...args],
    ],
  };
}

const BUBBLE_WORK = "/sandbox";
const BUBBLE_READS = [
  "/lib",
  "/lib64",
  "/usr/lib",
  "/usr/lib64",
  "/usr/local/lib",
  "/etc/ld.so.cache",
  "/etc/alternatives",
  "/usr/share/zoneinfo",
];

function bubble(interpreter: Interpreter, diskBytes: number): string[] {
  const reads = [...new Set([interpreter.path, ...interpreter.library, ...BUBBLE_READS])];
  return [
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"],
    ...reads.flatMap((path) => ["--ro-bind-try", path, path]),
    ...[
      "--dev-bind",
      "/dev/null",
      "/dev/null",
      "--perms",
      "0700",
      "--size",
      String(diskBytes),
      "--tmpfs",
      BUBBLE_WORK,
      "--chdir",
      "/",
      "--remount-ro",
      "/",
      "--",
    ],
  ];
}

/** Every tier, strongest first. */
export const TIERS: readonly Tier[] = [
  rootTier(true),
  rootTier(false),
  userTier(true),
  userTier(false),
  bubblewrapTier(true),
  bubblewrapTier(false),
  {
    name: "uid+landlock+seccomp",
    unfit: linuxRoot,
    isolation: ({ uids, work, cgroup }) => ({
      ...NOTHING,
      ...COMMON,
      ownProcesses: true,
      uids,
      work,
      cgroup,
      landlock: true,
      seccomp: true,
    }),
    folder: true,
    ordinary: false,
    shows: SHOWN_WITHOUT_NAMESPACES,
  },
  {
    name: "landlock+seccomp",
    unfit: linux,
    isolation: ({ work, cgroup }) => ({ ...NOTHING, ...COMMON, work, cgroup, landlock: true, seccomp: true }),
    folder: true,
    ordinary: true,
    shows: SHOWN_WITHOUT_NAMESPACES,
  },
  {
    name: "seatbelt",
    unfit: ({ platform }) => (platform === "darwin" ? undefined : "needs macOS"),
    isolation: ({ work }) => ({ ...NOTHING, ...COMMON, work, seatbelt: true }),
    folder: true,
    ordinary: true,
  },
  {
    name: "unsafe:seccomp",
    unsafe: true,
    unfit: linux,
    isolation: ({ work, cgroup }) => ({ ...NOTHING, ...COMMON, work, cgroup, seccomp: true }),
    folder: true,
    ordinary: true,
  },
  {
    name: "unsafe:rlimits",
    unsafe: true,
    unfit: ({ platform }) => (platform === "win32" ? "needs a Unix" : undefined),
    isolation: ({ work, cgroup }) => ({ ...NOTHING, ...COMMON, work, cgroup }),
    folder: true,
    ordinary: true,
  },
];
