/** What each measure of an isolation layer costs: the same jobs with it and without it, in turns, in one run. */
import type { CheckJob, Limits } from "../../src/core/index.ts";
import { startContainer } from "../../src/sandbox/docker_container.ts";
import { connect } from "../../src/sandbox/docker_engine.ts";
import { ForkServer, type IsolationSettings } from "../../src/sandbox/fork_server.ts";
import { findInterpreter, interpreterArguments } from "../../src/sandbox/interpreter.ts";
import { thisMachine } from "../../src/sandbox/process.ts";
import { spawnHarness } from "../../src/sandbox/process_server.ts";
import { runName } from "../../src/sandbox/run_name.ts";
import { Slots } from "../../src/sandbox/slots.ts";
import { TIERS } from "../../src/sandbox/tiers.ts";

const PATIENCE_SEC = 60;

export interface Measured {
  readonly name: string;
  readonly medianMs: number;
  /** What nine of ten jobs take longer than: on a busy machine the better figure. */
  readonly quickMs: number;
  /** Times the layer as it is, by medians and by the quickest tenth. */
  readonly ratio: number;
  readonly quickRatio: number;
  readonly passed: number;
  readonly jobs: number;
}

interface Way {
  readonly name: string;
  /** As it is, of which the others are a part. */
  readonly whole: string;
  readonly start: () => Promise<ForkServer>;
  /** A server for each job. */
  readonly once?: boolean;
}

type Change = Partial<IsolationSettings>;
type Parts = {
  readonly jobs: readonly CheckJob[];
  readonly limits: Limits;
  readonly rounds: number;
  readonly image?: string | undefined;
};

/** Over all jobs and rounds, one job at a time, each way after the other with each job. */
export async function measures({ jobs, limits, rounds, image }: Parts): Promise<Measured[]> {
  const ways = [...(await processWays(limits)), ...(image === undefined ? [] : dockerWays(image, limits))];
  const lanes = await Promise.all(ways.map(async (way) => ({ way, server: await way.start(), times: [0], passed: 0 })));
  for (const lane of lanes) await timed(lane, jobs[0] as CheckJob, limits); // what it loads with the first is no job's cost
  for (const lane of lanes) Object.assign(lane, { times: [], passed: 0 });
  for (let round = 0; round < rounds; round++)
    for (const job of jobs) for (const lane of lanes) lane.times.push(await timed(lane, job, limits));
  for (const { server } of lanes) await server[Symbol.asyncDispose]();
  return lanes.map(({ way: { name, whole }, times, passed }) => {
    const base = lanes.find((lane) => lane.way.name === whole)?.times ?? [];
    const [medianMs, quickMs] = [quantile(times, 0.5), quantile(times, 0.1)];
    const ratios = { ratio: medianMs / quantile(base, 0.5), quickRatio: quickMs / quantile(base, 0.1) };
    return { name, medianMs, quickMs, ...ratios, passed, jobs: jobs.length * rounds };
  });
}

interface Lane {
  readonly way: Way;
  server: ForkServer;
  passed: number;
}

/** Milliseconds of one job, the start of its server included where each has its own. */
async function timed(lane: Lane, job: CheckJob, limits: Limits): Promise<number> {
  const before = performance.now();
  if (lane.way.once || !lane.server.alive) {
    await lane.server[Symbol.asyncDispose]();
    lane.server = await lane.way.start();
  }
  const { report } = await lane.server.run({ ...job, limits }, PATIENCE_SEC);
  if (report.includes("passed")) lane.passed++;
  return performance.now() - before;
}

async function processWays(limits: Limits): Promise<Way[]> {
  const machine = thisMachine();
  const interpreter = await findInterpreter();
  const slots = await Slots.open(() => {});
  const args = interpreterArguments(interpreter.isolated);
  const starter = (tierName: string, change: Change, lifetime?: { jobs: number }) => async (): Promise<ForkServer> => {
    const tier = TIERS.find(({ name }) => name === tierName);
    if (tier === undefined) throw new Error(`there is no layer ${tierName}`);
    const foreign = machine.root && tier.ordinary;
    const slot = await slots.make({ work: tier.folder, foreign });
    const [command = "", ...rest] = tier.command?.(machine, interpreter, args, limits) ?? [interpreter.path, ...args];
    const user = foreign ? slot.uids[0] : undefined;
    const transport = spawnHarness(command, rest, { user, debug: () => {}, close: () => slot.close(), counts: false });
    return ForkServer.start(transport, { ...tier.isolation(slot), ...change }, lifetime);
  };
  const namespaces = `${machine.root ? "namespaces+uid" : "user-namespace"}+landlock+seccomp`;
  const changes: [string, Change][] = [
    ["without a process namespace for each job", { jobProcesses: "shared" }],
    ["without the call filter", { seccomp: false }],
    ["without Landlock", { landlock: false }],
    ["without the memory group", { cgroup: null }],
  ];
  const bubblewrap = "bubblewrap+landlock+seccomp";
  return [
    { name: namespaces, whole: namespaces, start: starter(namespaces, {}) },
    ...changes.map(([what, change]) => ({
      ...{ name: `${namespaces}, ${what}`, whole: namespaces, start: starter(namespaces, change) },
    })),
    ...(machine.bubblewrap === undefined
      ? []
      : [
          { name: bubblewrap, whole: bubblewrap, start: starter(bubblewrap, {}, { jobs: 1 }), once: true },
          { name: `${bubblewrap}, many jobs in one server`, whole: bubblewrap, start: starter(bubblewrap, {}) },
        ]),
  ];
}

function dockerWays(image: string, limits: Limits): Way[] {
  const docker = connect();
  const start = (jobNamespaces: boolean) => async (): Promise<ForkServer> => {
    const { diskBytes, memoryBytes } = limits;
    const size = { cpus: 1, memoryBytes: memoryBytes + (512 << 20), pids: 256, diskBytes };
    const transport = await startContainer(docker, { image, run: runName(), ...size, runsOwn: false, jobNamespaces });
    return ForkServer.start(transport, {
      ...{
        namespaces: "none",
        uids: [60_600, 400],
        ownProcesses: true,
        landlock: true,
        seccomp: true,
        seatbelt: false,
      },
      ...{ work: "/sandbox", scratch: ["/tmp", "/dev/shm"], cgroup: null },
      jobProcesses: jobNamespaces ? "user-namespace" : "shared",
    });
  };
  return [
    { name: "Docker", whole: "Docker", start: start(true) },
    { name: "Docker, without a process namespace for each job", whole: "Docker", start: start(false) },
    { name: "Docker, a container for each job (--docker-fresh)", whole: "Docker", start: start(false), once: true },
  ];
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
