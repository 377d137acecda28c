import { expect, test } from "vitest";
import { defaultOut } from "../../src/cli/out_file.ts";

test.each([
  ["Qwen/Qwen2.5-0.5B-Instruct", undefined, "results/Qwen__Qwen2.5-0.5B-Instruct-data.jsonl"],
  ["openai:gpt-x", undefined, "results/openai__gpt-x-data.jsonl"],
  ["replay:some/where/saved.jsonl", undefined, "results/replay__saved-data.jsonl"],
  ["./models/mine", undefined, "results/mine-data.jsonl"],
  ["a b;c", undefined, "results/a_b_c-data.jsonl"],
  ["m", { index: 2, of: 3 }, "results/m-data-shard2of3.jsonl"],
])("the results of %j go to a file of their own, also those of a shard", (model, shard, path) => {
  expect(defaultOut(model, "data", shard)).toBe(path);
});
