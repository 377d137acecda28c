import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SampleRecord } from "../../src/core/index.ts";
import { fixOf, rowsOf, SAMPLE, writeAnswers } from "../support/answers.ts";
import { runHere } from "../support/command_line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion, json, type Reply, startServer } from "../support/http_server.ts";
import { type Finished, ROOT, runProgram } from "../support/program.ts";
import { describeQueue, Started, timeless } from "../support/queue_run.ts";
import { startRedis } from "../support/redis.ts";
import { readLines } from "../support/solution_files.ts";

const MINUTES = 400_000;
const COUNTS = { prompt_tokens: 3, completion_tokens: 2 };

interface Both {
  readonly alone: Finished;
  readonly over: Finished;
  /** The results file. */
  readonly out: string;
}

interface Workers {
  /** The model of the worker that answers. */
  readonly model: string;
  readonly url?: readonly string[];
  /** Called when a run has ended. */
  readonly ended?: () => void;
}

/** The same runs on one machine and over a queue with a worker of each kind: every results file is the same. */
async function bothWays(runs: readonly (readonly string[])[], workers: Workers): Promise<Both[]> {
  const { model, url = [], ended = () => {} } = workers;
  const folder = temporaryFolder();
  await using redis = await startRedis(folder);
  await using started = new Started();
  started.worker(redis.url, ["--do", "model", "--model", model, ...url]);
  started.worker(redis.url, ["--do", "judge"]);
  const both: Both[] = [];
  for (const [index, chosen] of runs.entries()) {
    const [file, out] = [join(folder, `${index}.jsonl`), join(folder, `${index}.over.jsonl`)];
    const run = [...chosen, "--dataset-path", SAMPLE, "--quiet"];
    const alone = await runProgram([...run, ...url, "--out", file]);
    ended();
    const over = await started.run([...run, "--out", out, "--queue", redis.url]).finished;
    ended();
    expect([alone.code, over.code], alone.stderr + over.stderr).toEqual([0, 0]);
    expect(timeless(out)).toBe(timeless(file));
    both.push({ alone, over, out });
  }
  return both;
}

/** What a server was asked, in an order of its own. */
const bodiesOf = (asked: readonly { body: unknown }[]): string[] =>
  asked.map(({ body }) => JSON.stringify(body)).sort();

describeQueue("over a queue as on one machine", () => {
  it("--cascade search,MODEL and --model search+MODEL: the coordinator searches, workers answer and judge", {
    timeout: MINUTES,
  }, async () => {
    const model = `replay:${writeAnswers(join(temporaryFolder(), "answers.jsonl"), SAMPLE, (index) => index % 2 > 0)}`;
    // The search finds the mistake in 3 and 8 within its budget.
    const tasks = ["--task-id", [1, 3, 6, 8].map((it) => `SamplePython/${it}`).join(), "--search-budget", "12"];
    const both = await bothWays(
      [
        ["--cascade", `search,${model}`, ...tasks],
        ["--model", `search+${model}`, ...tasks],
      ],
      { model },
    );
    const [first, last] = both.map(({ out }) => readLines(out).map(({ passed, solved_by }) => [passed, solved_by]));
    expect(first).toEqual([
      [true, model],
      [true, "search"],
      [false, undefined],
      [true, "search"],
    ]);
    // Nobody searches for what the model has solved before.
    expect(last).toEqual([
      [true, undefined],
      [true, undefined],
      [false, undefined],
      [true, "search"],
    ]);
  });

  it("--tools and --own-tests: calls, their results and tests go with the questions", {
    timeout: MINUTES,
  }, async () => {
    const [script] = readLines(join(ROOT, "test", "fixtures", "tool_calls.jsonl"));
    const { task_id, completions } = script as unknown as { task_id: string; completions: string[] };
    const saved = {
      ...{ task_id, attempts: completions.map((completion) => ({ completion, token_usage: COUNTS })) },
      own_tests: { completion: `assert ${rowsOf(SAMPLE)[0]?.entry_point}() == 0`, token_usage: COUNTS },
    };
    const answers = join(temporaryFolder(), "answers.jsonl");
    writeFileSync(answers, JSON.stringify(saved));
    const model = `replay:${answers}`;
    const task = ["--model", model, "--max", "1"];
    const guided = ["--guide", "examples", "--own-tests", "2"];
    const [tools, own] = await bothWays(
      [
        [...task, "--tools", "--iters", "2"],
        [...task, ...guided],
      ],
      { model },
    );
    const [record] = readLines(tools?.out ?? "") as unknown as SampleRecord[];
    expect(record?.attempts.map(({ verdict }) => verdict === "passed")).toEqual([false, true]);
    expect(record?.attempts[1]?.prompt.map(({ role }) => role)).toContain("tool");
    expect(readLines(own?.out ?? "")[0]).toMatchObject({
      own_tests: { tests: [expect.stringContaining("() == 0")], token_usage: COUNTS },
    });
  });

  it("--strategy and --repair-temperature ask the same", { timeout: MINUTES }, async () => {
    // Right only where a repair is asked for as warmly as the flag says.
    const reply: Reply = (response, asked) =>
      json(response, completion(asked.body.temperature === 0.9 ? fixOf(asked) : "```python\nnothing\n```"));
    await using server = await startServer(reply);
    const asked: string[][] = [];
    const strategies = process.env.CI === "true" ? ["rewrite", "sample", "edits"] : ["rewrite"];
    const warm = ["--iters", "2", "--repair-temperature", "0.9", "--max", "3", "--seed", "7"];
    await bothWays(
      strategies.map((strategy) => ["--model", "openai:m", ...warm, "--strategy", strategy]),
      {
        model: "openai:m",
        url: ["--base-url", `${server.url}/v1`],
        ended: () => asked.push(bodiesOf(server.asked.splice(0))),
      },
    );
    for (let run = 0; run < asked.length; run += 2) {
      expect(asked[run + 1]).toEqual(asked[run]);
      expect(asked[run]?.filter((body) => body.includes('"temperature":0.9')).length).toBeGreaterThanOrEqual(3);
    }
    expect(asked).toHaveLength(2 * strategies.length);
  });

  it("a request that its server refuses is the task's outcome", { timeout: MINUTES }, async () => {
    const [row] = rowsOf(SAMPLE);
    const reply: Reply = (response, asked) => {
      if (JSON.stringify(asked.body.messages).includes(JSON.stringify(row?.buggy_solution.trim()).slice(1, -1)))
        json(response, { error: { message: "too long for me" } }, 413);
      else json(response, completion(fixOf(asked)));
    };
    await using server = await startServer(reply);
    const url = ["--base-url", `${server.url}/v1`];
    const [both] = await bothWays([["--model", "openai:m", "--max", "4"]], { model: "openai:m", url });
    expect(both?.over.stderr).toMatch(/SamplePython\/0 counts as unanswered: .*too long for me/);
    expect(readLines(both?.out ?? "")[0]).toMatchObject({ completion: "", finish_reason: "refused" });
  });
});

it("a search that ranks by a model has it on its own machine", async () => {
  const chosen = ["--cascade", "search,openai:m", "--search-ranking", "model", "--queue", "redis://127.0.0.1:1"];
  const refused = await runHere([...chosen, "--out", join(temporaryFolder(), "r.jsonl")]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("--search-ranking model")]);
  expect(refused.stderr).toContain("leave out --queue");
});

it.each([
  ["evaluate", ["--audit", "0.1"]],
  ["repair", ["--calls-a-minute", "5", "--solution-file", "none.json"]],
])("%s %s without a queue is refused", async (command, flags) => {
  const refused = await runHere([command, ...flags]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`${flags[0]} is for a run over a queue`)]);
});
