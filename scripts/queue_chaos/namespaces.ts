/** A network namespace for each worker, with a pair of virtual interfaces that leads to this machine. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Links } from "./links.ts";

const exec = promisify(execFile);
const ip = (line: string) => exec("ip", line.split(" "));

export async function haveNamespaces(): Promise<boolean> {
  const name = `cq-try-${process.pid}`;
  try {
    await ip(`netns add ${name}`);
    // Not every kernel has such interfaces; the pair goes with the namespace.
    await ip(`link add cqtry${process.pid} type veth peer name out netns ${name}`);
    return true;
  } catch {
    return false;
  } finally {
    await ip(`netns del ${name}`).catch(() => {});
  }
}

/** Names of at most 15 characters; addresses of 198.18.0.0/15, which is set aside for measuring networks. */
export async function openNamespaces(count: number): Promise<Links> {
  const [tag = 0, block = 0] = [randomBytes(3).toString("hex"), ...randomBytes(1)];
  const numbers = Array.from({ length: count }, (_, worker) => worker);
  const names = (worker: number) => ({ space: `cq-${tag}-${worker}`, home: `cq${tag}h${worker}` });
  const address = (worker: number, end: 1 | 2): string => `198.18.${block}.${4 * (worker % 60) + end}`;
  const each = (work: (worker: number) => Promise<unknown>) => Promise.all(numbers.map(work));
  const links: Links = {
    about: "network namespaces",
    redisFlags: ["--bind", ["127.0.0.1", ...numbers.map((it) => address(it, 1))].join(" "), "--protected-mode", "no"],
    lead: async (port) => {
      at = port;
    },
    url: (worker) => `redis://${address(worker, 1)}:${at}/0`,
    prefix: (worker) => ["nsenter", `--net=/run/netns/${names(worker).space}`],
    cut: async () => void (await each((it) => ip(`link set ${names(it).home} down`))),
    mend: async () => void (await each((it) => ip(`link set ${names(it).home} up`))),
    [Symbol.asyncDispose]: async () => void (await each((it) => ip(`netns del ${names(it).space}`).catch(() => {}))),
  };
  let at = 0;
  try {
    for (const worker of numbers) await join(names(worker), address(worker, 1), address(worker, 2));
    return links;
  } catch (error) {
    await links[Symbol.asyncDispose]();
    throw error;
  }
}

async function join({ space, home }: { space: string; home: string }, here: string, there: string): Promise<void> {
  await ip(`netns add ${space}`);
  await ip(`link add ${home} type veth peer name out netns ${space}`);
  await ip(`addr add ${here}/30 dev ${home}`);
  await ip(`link set ${home} up`);
  await ip(`-n ${space} addr add ${there}/30 dev out`);
  await ip(`-n ${space} link set out up`);
  await ip(`-n ${space} link set lo up`);
}
