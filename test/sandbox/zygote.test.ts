import { expect, it } from "vitest";
import { openSandbox } from "../../src/sandbox/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { descendants } from "../../src/sandbox/surroundings.ts";

it.skipIf(process.platform !== "linux")("a zygote that dies is said to have, and how", async () => {
  await using sandbox = await openSandbox({ kind: "process", concurrency: 1 });
  const candidate = "import time\ndef f(x):\n    time.sleep(60)\n";
  const job = { kind: "check", candidate, tests: "f(3)\n", helpers: "", entryPoint: "f", imports: "none" } as const;
  const failed = expect(sandbox.run(job, { ...DEFAULT_LIMITS, timeoutSec: 50 })).rejects.toThrow(
    /the zygote has gone: signal 9/,
  );
  // Below the relay is the zygote, and below that the first process of the job, with candidate and judge.
  const thoseWith = (below: number) => descendants().filter((pid) => descendants(pid).length === below);
  await expect.poll(() => thoseWith(4).length, { timeout: 30_000 }).toBe(1);
  for (const zygote of thoseWith(3)) process.kill(zygote, "SIGKILL");
  await failed;
});
