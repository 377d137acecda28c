import { join } from "node:path";
import { expect, it } from "vitest";
import { Desk } from "../../src/distributed/desk.ts";
import { parseQueue } from "../../src/distributed/index.ts";
import { openQueues } from "../../src/distributed/packages.ts";
import { macOf } from "../../src/distributed/seal.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { SAMPLE, writeAnswers } from "../support/answers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";
import { checkOf, deserted, pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue, Started } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const ACL = ["--aclfile", join(ROOT, "docs", "many_machines", "users.acl")];

/** Redis 7.0 says it in other words inside of scripts. */
const REFUSED = /NOPERM|No permissions|can't (access|run)/i;

function queuesAs(user: string, port: number, key?: string) {
  const address = { host: "127.0.0.1", port, db: 0, tls: false, username: user, password: undefined, key };
  return openQueues({ ...address, ...(user !== "" && { password: `CHANGE_${user}` }) }, () => {});
}

describeQueue("a hostile model worker", () => {
  it("can neither read the tests, nor forge a verdict, nor flush, where Redis knows roles", async () => {
    await using redis = await startRedis(temporaryFolder(), ACL);
    const home = await queuesAs("coordinator", redis.port);
    const hostile = await queuesAs("model", redis.port);
    try {
      await home.queue("judge").add("judge", { tests: "the hidden tests" }, { jobId: "judge-1" });
      expect(await home.redis.hget("code-repair:judge:judge-1", "data")).toContain("the hidden tests");
      const tries: (readonly [string, ...string[]])[] = [
        ["hgetall", "code-repair:judge:judge-1"],
        ["lrange", "code-repair:judge:wait", "0", "-1"],
        ["eval", "return redis.call('hgetall', 'code-repair:judge:judge-1')", "0"],
        ["eval", "return redis.call('hgetall', KEYS[1])", "1", "code-repair:judge:judge-1"],
        ["lpush", "code-repair:judge-answers:wait", "x"],
        ["set", "code-repair:run", "{}"],
        ["set", "code-repair:coordinator", "me"],
        ["del", "code-repair:workers:judge"],
        ["flushall"],
        ["flushdb"],
        ["keys", "*"],
        ["config", "get", "requirepass"],
        ["acl", "list"],
        ["monitor"],
      ];
      for (const [command, ...args] of tries) {
        await expect(hostile.redis.call(command, ...args), command).rejects.toThrow(REFUSED);
      }
      await expect(hostile.queue("judge-answers").add("judge", {})).rejects.toThrow(REFUSED);
      // What it is there for, it may do.
      await hostile.queue("model-answers").add("model", {}, { jobId: "model-1" });
      expect(await hostile.redis.get("code-repair:run")).toBeNull();
    } finally {
      await Promise.all([home.close(), hostile.close()]);
    }
  }, 60_000);

  it("cannot forge a verdict without the key either, where Redis lets everybody write", async () => {
    await using redis = await startRedis(temporaryFolder());
    const [home, hostile] = [await queuesAs("", redis.port, "the key"), await queuesAs("", redis.port)];
    const warnings: string[] = [];
    try {
      const desk = new Desk({
        queues: home,
        run: "r",
        model: "m",
        epochs: [1, 2],
        key: "the key",
        warn: (line) => warnings.push(line),
      });
      const id = "judge-0123";
      desk.listen({ model: "u", judge: "u" });
      const answer = desk.ask("judge", { id });
      const told = { run: "r", epoch: 1, id, worker: "w", seconds: 0, under: "u" };
      const forged = { ...told, result: { ok: true, execution: { ...WRONG, verdict: "passed" } } } as const;
      const honest = { ...told, result: { ok: true, execution: WRONG } } as const;
      const answers = hostile.queue("judge-answers");
      for (const mac of ["", macOf(forged, "another key"), macOf(honest, "the key")]) {
        await answers.add("judge", { ...forged, mac });
      }
      // Of another run, of another role's name, of no known shape.
      await answers.add("judge", { ...forged, run: "s", mac: macOf({ ...forged, run: "s" }, "the key") });
      await answers.add("judge", { ...forged, id: "model-0123", mac: "" });
      await answers.add("judge", { id });
      await hostile.queue("model-answers").add("model", { ...forged, mac: "" });
      // Asked by a coordinator of before this run, or of one that is not yet; judged elsewhere than the run allows.
      for (const odd of [{ epoch: 0 }, { epoch: 3 }, { under: "other" }]) {
        const other = { ...forged, ...odd };
        await answers.add("judge", { ...other, mac: macOf(other, "the key") });
      }
      await answers.add("judge", { ...honest, mac: macOf(honest, "the key") });
      expect((await answer).result).toEqual(honest.result);
      // A second answer, also a sealed one, changes nothing.
      await answers.add("judge", { ...honest, mac: macOf(honest, "the key") });
      await expect.poll(() => desk.counts, { timeout: 20_000 }).toMatchObject({ answered: 1, foreign: 10, twice: 1 });
      expect(warnings.length).toBe(3);
    } finally {
      await Promise.all([home.close(), hostile.close()]);
    }
  }, 60_000);
});

describeQueue("whoever may write everywhere in Redis", () => {
  it("cannot have other programs or tests judged in the name of a question", async () => {
    await using redis = await startRedis(temporaryFolder());
    await using place = new QueuePlace(redis);
    const { coordinator, waitingJob } = await deserted(place, redis);
    const asked = coordinator.sandbox.run(checkOf("as it was asked"), DEFAULT_LIMITS);
    const key = await waitingJob();
    const data = JSON.parse(redis.cli("hget", key, "data"));
    redis.cli("hset", key, "data", JSON.stringify({ ...data, job: { ...data.job, candidate: "easier" } }));
    const judged: string[] = [];
    const sandbox = pretendSandbox(async ({ candidate }) => {
      judged.push(candidate);
      return candidate === "easier" ? { ...WRONG, verdict: "passed" } : WRONG;
    });
    const second = place.worker("second", { sandbox });
    // Sent again after some seconds, as it was.
    expect(await asked).toEqual(WRONG);
    expect(judged).toEqual(["as it was asked"]);
    expect(second.said).toContain("a job that is not what its name says: dropped");
  }, 120_000);
});

describeQueue("the users of docs/many_machines/users.acl", () => {
  it.runIf(process.env.CI === "true")("can do a whole run, each in its role", { timeout: 240_000 }, async () => {
    const folder = temporaryFolder();
    await using redis = await startRedis(folder, ACL);
    await using started = new Started();
    const as = (user: string) => redis.url.replace("://", `://${user}@`);
    const env = (user: string) => ({ env: { CODE_REPAIR_QUEUE_PASSWORD: `CHANGE_${user}` } });
    const replay = `replay:${writeAnswers(join(folder, "answers.jsonl"), SAMPLE, () => true)}`;
    const out = join(folder, "out.jsonl");
    const asked = started.worker(as("model"), ["--do", "model", "--model", replay, "--one-run"], env("model"));
    const judge = started.worker(as("judge"), ["--do", "judge", "--one-run"], env("judge"));
    const run = ["--model", replay, "--dataset-path", SAMPLE, "--max", "4", "--out", out, "--audit", "0.5"];
    const coordinator = started.run([...run, "--queue", as("coordinator")], env("coordinator"));
    const { code, stdout, stderr } = await coordinator.finished;
    expect([code, stdout], stderr).toEqual([0, expect.stringContaining('"passed":4,')]);
    expect(stderr).toContain("audit: 2 of 4 jobs judged again here");
    expect((await asked.finished).code).toBe(0);
    expect((await judge.finished).code).toBe(0);
    const refused = await started.worker(as("judge"), ["--do", "judge"], env("model")).finished;
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("WRONGPASS")]);
  });
});

it("a password never stands on the command line, and comes by the environment or a file", () => {
  expect(() => parseQueue("redis://u:secret@localhost")).toThrow(/holds a password/);
  expect(() => parseQueue("http://localhost")).toThrow(/must be redis:/);
  expect(() => parseQueue("redis://localhost/zero")).toThrow(/must be redis:/);
  const env = { CODE_REPAIR_QUEUE_PASSWORD: "p", CODE_REPAIR_QUEUE_KEY_FILE: "/nowhere/key" };
  expect(() => parseQueue("redis://localhost", env)).toThrow(/\/nowhere\/key cannot be read/);
  expect(parseQueue("rediss://model@[::1]:7000/3", { CODE_REPAIR_QUEUE_PASSWORD: "p" })).toEqual({
    ...{ host: "::1", port: 7000, db: 3, tls: true, username: "model", password: "p", key: undefined },
  });
});
