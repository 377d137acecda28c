/**
 * Generated hostile candidates against an isolation layer: none may pass with a wrong answer, and none may leave anything.
 *
 *   npx tsx scripts/fuzz_sandbox.ts [--programs N] [--seed S] [--tier NAME] [--docker IMAGE] [--show]
 */
import { onOff, text, whole } from "../src/cli/flags/kinds.ts";
import { openSandbox } from "../src/sandbox/index.ts";
import { Surroundings } from "../src/sandbox/surroundings.ts";
import { hostileProgram } from "./sandbox_fuzz/generate.ts";
import { fuzz } from "./sandbox_fuzz/run.ts";
import { script } from "./support/script.ts";

const values = script({
  about: "Generated hostile candidates against an isolation layer. Ends with status 1 where one of them got anywhere.",
  flags: {
    programs: { kind: whole(1), takes: "N", default: "500", help: "how many, with the seeds that follow --seed" },
    seed: { kind: whole(0), takes: "S", default: "1", help: "the first seed" },
    tier: { kind: text, takes: "NAME", otherwise: "the strongest", help: "isolation layer of the process backend" },
    docker: { kind: text, takes: "IMAGE", help: "the Docker backend instead, with this image" },
    show: { kind: onOff, help: "print the program of --seed, and run none" },
  },
});

if (values.show) {
  process.stdout.write(hostileProgram(values.seed).code);
} else {
  const { programs, seed, tier, docker: image } = values;
  const kind = image === undefined ? "process" : "docker";
  await using sandbox = await openSandbox({ kind, tier, allowUnsafe: tier !== undefined, docker: { image } });
  await using surroundings = await Surroundings.open();
  const started = performance.now();
  const onBatch = (done: number): void => void process.stderr.write(`\r${done} of ${programs}`);
  const { verdicts, honest, violations } = await fuzz(sandbox, { programs, seed, surroundings, onBatch });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write("\n");
  process.stdout.write(`${sandbox.info.tier}: ${programs} programs in ${seconds} s, ${JSON.stringify(verdicts)}\n`);
  process.stdout.write(`${honest} right answers passed in spite of it; ${violations.length} violations\n`);
  for (const violation of violations) process.stdout.write(`  ${violation}\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
