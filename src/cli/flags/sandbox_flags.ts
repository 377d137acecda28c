/** Flags that choose and size the sandbox. */
import { type Flag, on } from "./flag.ts";
import { number, oneOf, onOff, seconds, text, whole } from "./kinds.ts";

const group = "Sandbox";
const limits = "Limits of a candidate";

const JUDGING = ["evaluate", "doctor", "rescore", "verify"] as const;
const OPENING = [...JUDGING, "worker"] as const;
const SOLUTIONS = ["feedback", "repair", "compare", "hygiene"] as const;
const ALL = on(...JUDGING, ...SOLUTIONS);
/** A worker is told its limits by the run. */
const WHERE = on(...OPENING, ...SOLUTIONS);

const ofProgram = { kind: oneOf(["process", "docker", "remote"]) } as const;
const atOnce = { old: ["exec-semaphore"], otherwise: "EXECUTION_SEMAPHORE, else 50; lowered to the cores" } as const;

const ofSandbox = {
  sandbox: {
    ...{ group, kind: oneOf(["process", "docker"]), default: "process", help: "where candidates run" },
    in: { ...on(...OPENING), feedback: ofProgram, repair: ofProgram, compare: ofProgram, hygiene: ofProgram },
  },
  "exec-concurrency": {
    ...{ group, kind: whole(1), takes: "N", help: "candidates that run at once", otherwise: "the cores" },
    in: { ...on(...OPENING), feedback: atOnce, repair: atOnce, compare: atOnce, hygiene: atOnce },
  },
  "unsafe-sandbox": {
    ...{ group, kind: onOff, in: WHERE },
    help: "accept an isolation layer that does not hold, where no better one can be built",
  },
  "sandbox-docker-image": {
    ...{ group, kind: text, takes: "IMAGE", otherwise: "SANDBOX_DOCKER_IMAGE, else python:3.12-slim", in: WHERE },
    help: "image with a python3",
  },
  "sandbox-docker-cpus": {
    ...{ group, kind: number((it) => it > 0, "must be a number above 0"), takes: "CORES", in: WHERE },
    ...{ help: "cores of a container", otherwise: "SANDBOX_DOCKER_CPUS, else 1" },
  },
  "sandbox-docker-memory": {
    ...{
      group,
      kind: whole(1),
      takes: "MiB",
      otherwise: "SANDBOX_DOCKER_MEMORY, else --limit-memory and 512",
      in: WHERE,
    },
    help: "memory of a container",
  },
  "sandbox-docker-pids": {
    ...{ group, kind: whole(1), takes: "N", otherwise: "SANDBOX_DOCKER_PIDS, else 256", in: WHERE },
    help: "processes of a container",
  },
  "docker-fresh": { group, kind: onOff, help: "a container of its own for every candidate", in: WHERE },
  pull: { group, kind: onOff, help: "fetch a missing image", in: WHERE },
} as const satisfies Record<string, Flag>;

const ofCandidates = {
  timeout: {
    ...{ group: limits, kind: seconds, takes: "SECONDS", default: "10", setting: "limits.timeout" },
    help: "how long it may run",
    in: { ...ALL, fix: { default: "30", help: "how long the tests may run" } },
  },
  "limit-cpu-time": {
    ...{
      group: limits,
      kind: seconds,
      takes: "SECONDS",
      otherwise: "--timeout, rounded up",
      setting: "limits.cpuTime",
    },
    ...{ help: "CPU time", old: ["cpu-time"], in: ALL },
  },
  "limit-memory": {
    ...{ group: limits, kind: whole(64), takes: "MiB", default: "1024", setting: "limits.memory" },
    ...{ help: "memory of each process", old: ["memory"], in: { ...ALL, fix: { default: "2048" } } },
  },
  "limit-processes": {
    ...{ group: limits, kind: whole(1), takes: "N", default: "64", setting: "limits.processes" },
    ...{ help: "processes and threads", old: ["processes"], in: { ...ALL, ...on("fix") } },
  },
  "limit-output": {
    ...{ group: limits, kind: whole(1), takes: "KiB", default: "1024", setting: "limits.output" },
    ...{ help: "written to each of stdout and stderr", old: ["output"], in: ALL },
    hint: "--out names the file that is written",
  },
  "limit-file-size": {
    ...{ group: limits, kind: whole(1), takes: "MiB", default: "16", setting: "limits.fileSize" },
    ...{ help: "one file that it writes", old: ["file-size"], in: ALL },
  },
  "limit-disk": {
    ...{ group: limits, kind: whole(1), takes: "MiB", default: "64", setting: "limits.disk" },
    ...{ help: "its work folder", old: ["disk"], in: ALL },
  },
  "limit-open-files": {
    ...{ group: limits, kind: whole(16), takes: "N", default: "64", setting: "limits.openFiles" },
    ...{ help: "files that it may have open", old: ["open-files"], in: ALL },
  },
} as const satisfies Record<string, Flag>;

export const sandboxFlags = { ...ofSandbox, ...ofCandidates } as const;
