/** Executables for every backend that runs them, and what must come of them. */
import { expect } from "vitest";
import type { Execution, Limits, Tool } from "../../src/core/index.ts";

export interface ExecutableCase {
  readonly what: string;
  /** Of awk. */
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly expect: Partial<Record<keyof Execution, unknown>>;
}

const prints = (stdout: string) => ({ exitCode: 0, limit: null, stdout, stderr: "" });

export const EXECUTABLES: readonly ExecutableCase[] = [
  {
    what: "reads its files and its stdin",
    args: ["-f", "sum.awk", "deep/er/numbers", "-"],
    files: { "sum.awk": "{ sum += $1 } END { print sum }", "deep/er/numbers": "1\n2\n" },
    stdin: "3\n4\n",
    expect: prints("10\n"),
  },
  { what: "ends with its own status", args: ["BEGIN { exit 7 }"], expect: { exitCode: 7, limit: null } },
  {
    what: "ends at the time limit",
    args: ["BEGIN { while (1) x++ }"],
    limits: { timeoutSec: 1, cpuSec: 1 },
    expect: { exitCode: null, limit: "time" },
  },
  {
    what: "ends at the output limit",
    args: ['BEGIN { while (1) print "x" }'],
    limits: { outputBytes: 1000 },
    expect: { exitCode: null, limit: "output", stdoutCut: true },
  },
  {
    what: "writes into its work folder and nowhere else",
    args: [
      'BEGIN { print "kept" > "own"; close("own"); getline line < "own"; print line; print "x" > "/usr/lib/own" }',
    ],
    expect: { stdout: "kept\n", exitCode: 2 },
  },
  {
    what: "finds nothing of the job before it",
    args: ['BEGIN { print (getline line < "own") }'],
    expect: prints("-1\n"),
  },
  {
    what: "starts no other program",
    args: ['BEGIN { print system("echo started") != 0; "echo started" | getline line; print line == "" }'],
    expect: { stdout: expect.not.stringContaining("started") },
  },
  {
    what: "sees no file of the machine, and no environment but its own",
    args: [
      'BEGIN { print (getline x < "/etc/passwd"), (getline x < "/root/.bashrc"), ENVIRON["PATH"], length(ENVIRON) }',
    ],
    expect: prints("-1 -1 /usr/local/bin:/usr/bin:/bin 4\n"),
  },
];

/** A shell that may start awk, eight processes in all, and what it makes. */
export const SHELL: Tool = {
  name: "sh",
  hint: "apt-get install dash",
  starts: { processes: 8, programs: ["awk"], own: true },
};

const LOOP = "awk 'BEGIN { while (1) x++ }'";
const HOARD = `awk 'BEGIN { for (i = 0; i < 600000; i++) x[i] = i "${"a".repeat(40)}"; while (1) n++ }'`;

/** Scripts for that shell. */
export const SCRIPTS: readonly (Omit<ExecutableCase, "args" | "files"> & { readonly script: string })[] = [
  {
    what: "starts another, and a pipe between two of it",
    script: "awk '{ print $1 * 6 }' | awk '{ print $1 + 12 }'",
    stdin: "5\n",
    expect: prints("42\n"),
  },
  {
    what: "is started by one that it started",
    script: `awk 'BEGIN { system("echo inner") }'`,
    expect: prints("inner\n"),
  },
  {
    what: "starts none that it may not",
    script: "sed p /dev/null; ls /; /usr/bin/env; echo done",
    expect: { stdout: "done\n", exitCode: 0 },
  },
  {
    what: "starts no more of them than it may",
    script: `for i in 1 2 3 4 5 6 7 8 9; do ${LOOP} & done; wait`,
    expect: { exitCode: 2, stderr: expect.stringContaining("Cannot fork") },
  },
  {
    what: "multiplies in vain",
    script: "f() { f | f & f; }; f",
    limits: { timeoutSec: 3 },
    expect: { stderr: expect.stringContaining("Cannot fork") },
  },
  {
    what: "has one limit of CPU time for all",
    script: `for i in 1 2 3 4; do ${LOOP} & done; wait`,
    limits: { cpuSec: 1, timeoutSec: 60 },
    expect: { exitCode: null, limit: "time" },
  },
  {
    what: "has one limit of memory for all",
    script: `for i in 1 2 3 4; do ${HOARD} & done; wait`,
    limits: { memoryBytes: 128 << 20, timeoutSec: 60, cpuSec: 60 },
    expect: { exitCode: null, limit: "memory" },
  },
  {
    what: "ends nobody but its own",
    script: "kill -9 1; kill -9 $PPID; kill -9 -1; echo still there",
    expect: { stdout: "still there\n", exitCode: 0 },
  },
  { what: "leaves nothing running", script: `${LOOP} & echo gone`, expect: prints("gone\n") },
  {
    what: "writes into its work folder and nowhere else",
    script: "echo kept > own; read line < own; echo $line; echo x > /usr/lib/own || echo refused",
    expect: { stdout: "kept\nrefused\n" },
  },
  {
    what: "finds nothing of the job before it",
    script: `awk 'BEGIN { print (getline line < "own") }'`,
    expect: prints("-1\n"),
  },
];
