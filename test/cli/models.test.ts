import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeSmallGguf, writeSmallSafetensors } from "../models/weights/small_models.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runProgram } from "../support/program.ts";

it("lists what is on the machine, whether it can run here, and answers with one of them", async () => {
  const [folder, empty] = [temporaryFolder(), temporaryFolder()];
  writeSmallGguf(join(folder, "good.gguf"), { architecture: "qwen3" });
  writeSmallGguf(join(folder, "other.gguf"), { metadata: { "general.architecture": "gemma\u001b[31m" } });
  writeFileSync(join(folder, "damaged.gguf"), "GGUF");
  writeSmallSafetensors(join(folder, "stored"), { architecture: "llama" });
  mkdirSync(join(folder, "nothing"));
  const env = { CODE_REPAIR_CACHE: empty, HF_HOME: empty, OLLAMA_MODELS: empty, LMSTUDIO_HOME: empty };
  const { code, stdout } = await runProgram(["models", folder, "--json"], { env });
  expect(code).toBe(0);
  const { models } = JSON.parse(stdout) as {
    models: { name: string; format: string; trouble?: string; memory?: number }[];
  };
  const own = models.filter(({ name }) => name.startsWith(folder));
  expect(own.map(({ name, format }) => [name.slice(folder.length + 1), format])).toEqual([
    ["damaged.gguf", "GGUF"],
    ["good.gguf", "GGUF"],
    ["other.gguf", "GGUF"],
    ["stored", "safetensors"],
  ]);
  expect(own[0]?.trouble).toMatch(/is no GGUF file that can be read/);
  expect(own[2]?.trouble).toMatch(/architecture gemma/);
  for (const good of [own[1], own[3]]) expect(good).toMatchObject({ memory: expect.any(Number) });
  const out = join(empty, "out.jsonl");
  const run = ["--model", join(folder, "good.gguf"), "--dataset-path", "dataset/sample_python.jsonl", "--max", "1"];
  const answered = await runProgram([...run, "--max-new-tokens", "8", "--out", out, "--json", "--quiet"], { env });
  expect(JSON.parse(answered.stdout)).toMatchObject({ tasks: 1, verdicts: expect.anything() });
});

it("says what is no folder", async () => {
  const { code, stderr } = await runProgram(["models", "/no/such/folder"]);
  expect([code, stderr]).toEqual([2, "error: /no/such/folder is no folder\n  name folders to look into, or none\n"]);
});
