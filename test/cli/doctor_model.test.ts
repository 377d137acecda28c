import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lookAtAnswers } from "../../src/cli/doctor_model.ts";
import { messageOf, UserError } from "../../src/lib/errors.ts";
import { folder } from "../models/weights/opened.ts";
import { writeSmallGguf, writeSmallSafetensors } from "../models/weights/small_models.ts";

/** The lines of a check-up, as `doctor` prints them. */
async function lines(model: string): Promise<string[]> {
  const found: string[] = [];
  await lookAtAnswers(model, async (what, check) => {
    const { ok, says, hint } = await check().catch((error: unknown) => {
      return { ok: false, says: messageOf(error), hint: error instanceof UserError ? error.hint : undefined };
    });
    found.push([ok ? "✓" : "✗", what, says, ...(hint === undefined ? [] : [hint])].join(" | "));
    return ok;
  });
  return found;
}

process.env.CODE_REPAIR_CACHE = join(folder, "cache");

it("says what a GGUF file is and what it needs, and lets it answer", async () => {
  const file = join(folder, "small.gguf");
  writeSmallGguf(file, { architecture: "qwen3" });
  const [files, answer] = await lines(file);
  expect(files).toMatch(
    /^✓ \| model's files \| GGUF, qwen3, 0\.\d\d GB on the disk; needs about 0\.\d\d GB of memory, \d/,
  );
  expect(answer).toContain("✓ | model | ");
  expect(answer).toContain("(w8a8) answers ");
});

it("says so of a folder of safetensors and of Ollama's", async () => {
  const safetensors = join(folder, "safetensors");
  writeSmallSafetensors(safetensors, { architecture: "llama" });
  expect((await lines(safetensors))[0]).toContain("✓ | model's files | safetensors, llama, ");
  const models = join(folder, "ollama");
  const manifests = join(models, "manifests/registry.ollama.ai/library/small");
  mkdirSync(manifests, { recursive: true });
  mkdirSync(join(models, "blobs"));
  writeSmallGguf(join(models, "blobs", `sha256-${"0".repeat(64)}`), { architecture: "llama" });
  const layer = { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${"0".repeat(64)}` };
  writeFileSync(join(manifests, "latest"), JSON.stringify({ layers: [layer] }));
  process.env.OLLAMA_MODELS = models;
  expect((await lines("ollama:small"))[0]).toContain("✓ | model's files | GGUF, llama, ");
});

it("loads nothing that cannot run, and says how it can be served", async () => {
  const file = join(folder, "strange.gguf");
  writeSmallGguf(file, { metadata: { "general.architecture": "mamba" } });
  expect(await lines(file)).toEqual([
    expect.stringMatching(/^✗ \| model's files \| GGUF, mamba, .*cannot run here \| .*mamba/),
  ]);
});

it("has one line for what is not there, and none about files for what has none", async () => {
  expect(await lines(join(folder, "none.gguf"))).toEqual([expect.stringContaining("✗ | model's files | ")]);
  expect(await lines("builtin:copy")).toEqual([expect.stringMatching(/^✓ \| model \| builtin:copy \(fp32\) answers/)]);
});
