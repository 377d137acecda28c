import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveMetrics } from "../../src/distributed/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { temporaryFolder } from "../support/folder.ts";
import { countingModel } from "../support/models.ts";
import { runProgram } from "../support/program.ts";
import { checkOf, pretendSandbox, QueuePlace, WRONG } from "../support/queue_place.ts";
import { describeQueue } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";

const MINUTE = 240_000;
const both = {
  model: async () => ({ ...countingModel(() => ({ text: "an answer" })), name: "m" }),
  sandbox: pretendSandbox(async () => WRONG),
};

describeQueue("a queue that is looked after", () => {
  it(
    "shows its figures, its workers and its end, and is empty when it was cleaned",
    async () => {
      await using redis = await startRedis(temporaryFolder());
      await using place = new QueuePlace(redis);
      const worker = place.worker("w", both);
      const { coordinator } = await place.coordinate();
      coordinator.progress(3, 7);
      await coordinator.sandbox.run(checkOf("x"), DEFAULT_LIMITS);
      const said: string[] = [];
      await using _metrics = await serveMetrics(0, coordinator, (line) => said.push(line));
      const url = said[0]?.replace("metrics: ", "") ?? "";
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      const page = await (await fetch(url)).text();
      expect(page).toContain("# TYPE code_repair_records_done gauge\ncode_repair_records_done 3\n");
      expect(page).toContain("code_repair_records_total 7\n");
      expect(page).toContain('code_repair_requests_total{kind="answered"} 1\n');
      expect(page).toMatch(/^code_repair_worker_jobs_total\{worker="w",role="judge"\} \d+$/m);
      expect((await fetch(url.replace("/metrics", "/"))).status).toBe(404);

      const queue = (word: string) => runProgram(["queue", word, "--queue", redis.url]);
      await expect.poll(() => redis.cli("get", "code-repair:run"), { timeout: 10_000 }).toContain('"done":3,"total":7');
      const status = JSON.parse((await queue("status")).stdout);
      expect(status.run.progress).toMatchObject({ done: 3, total: 7 });
      expect(status.workers.map(({ name, role }: { name: string; role: string }) => [name, role])).toEqual([
        ["w", "model"],
        ["w", "judge"],
      ]);
      expect(Object.keys(status.jobs)).toEqual(expect.arrayContaining(["judge", "judge-answers", "model-answers"]));
      const refused = await queue("clean");
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("a coordinator is at work")]);
      expect((await queue("drain")).code).toBe(0);
      expect(await worker.ended).toBe("");
      await coordinator[Symbol.asyncDispose]();
      expect((await queue("clean")).code).toBe(0);
      expect(redis.cli("--scan", "--pattern", "code-repair:*:meta").trim()).toBe("");
      expect((await queue("mend")).code).toBe(2);
    },
    MINUTE,
  );
});

describeQueue("rediss://", () => {
  it(
    "trusts the CA that Node is told of, and nobody else",
    async () => {
      const folder = temporaryFolder();
      const flags = certificates(folder);
      await using redis = await startRedis(folder, flags);
      const secure = `rediss://localhost:${flags[1]}/0`;
      const env = { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
      const known = await runProgram(["queue", "status", "--queue", secure], { env });
      expect(known.code, known.stderr).toBe(0);
      expect(JSON.parse(known.stdout)).toMatchObject({ workers: [] });
      const stranger = await runProgram(["queue", "status", "--queue", secure]);
      expect([stranger.code, stranger.stderr]).toEqual([
        2,
        expect.stringMatching(/no Redis answers at rediss:.*certificate/),
      ]);
      const plain = await runProgram(["queue", "status", "--queue", secure.replace("rediss:", "redis:")]);
      expect(plain.code).toBe(2);
      expect(redis.port).toBeGreaterThan(0);
    },
    MINUTE,
  );
});

/** A CA of the test's own, and what Redis is started with to speak TLS by it, on a port beside the plain one. */
function certificates(folder: string): string[] {
  const openssl = (line: string) => execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "ignore" });
  openssl(
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca",
  );
  openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.csr -subj /CN=localhost");
  openssl("x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out own.pem -days 2");
  const file = (name: string) => join(folder, name);
  const port = 20_000 + Math.floor(20_000 * Math.random());
  const keys = [
    "--tls-cert-file",
    file("own.pem"),
    "--tls-key-file",
    file("own.key"),
    "--tls-ca-cert-file",
    file("ca.pem"),
  ];
  return ["--tls-port", `${port}`, ...keys, "--tls-auth-clients", "no"];
}
