import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listLmStudio, listOllama, lmStudioModel, ollamaModel } from "../../../src/models/weights/stores.ts";
import { temporaryFolder } from "../../support/folder.ts";

const HEX = "ab".repeat(32);

function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

function ollama(): { OLLAMA_MODELS: string } {
  const folder = temporaryFolder();
  const layer = (mediaType: string, digest: string) => ({ mediaType, digest, size: 3 });
  const manifest = (digest: string) =>
    JSON.stringify({
      schemaVersion: 2,
      layers: [
        layer("application/vnd.ollama.image.template", `sha256:${"cd".repeat(32)}`),
        layer("application/vnd.ollama.image.model", digest),
      ],
    });
  const place = join(folder, "manifests/registry.ollama.ai");
  write(join(place, "library/qwen2.5-coder/0.5b"), manifest(`sha256:${HEX}`));
  write(join(place, "library/qwen2.5-coder/latest"), manifest(`sha256:${HEX}`));
  write(join(place, "someone/model/q4"), manifest(`sha256:${HEX}`));
  write(join(place, "library/gone/latest"), manifest(`sha256:${"00".repeat(32)}`));
  write(join(place, "library/odd/latest"), "{not json");
  write(join(place, "library/climbing/latest"), manifest("sha256:../../../etc/passwd"));
  write(join(folder, "blobs", `sha256-${HEX}`), "GGUF");
  return { OLLAMA_MODELS: folder };
}

it("finds Ollama's models by name and tag, and leaves out those without weights", async () => {
  const env = ollama();
  const file = join(env.OLLAMA_MODELS, "blobs", `sha256-${HEX}`);
  expect(await ollamaModel("qwen2.5-coder:0.5b", env)).toBe(file);
  expect(await ollamaModel("qwen2.5-coder", env)).toBe(file);
  expect(await ollamaModel("someone/model:q4", env)).toBe(file);
  const names = ["ollama:qwen2.5-coder:0.5b", "ollama:qwen2.5-coder:latest", "ollama:someone/model:q4"];
  expect((await listOllama(env)).map(({ name }) => name)).toEqual(names);
  await expect(ollamaModel("gone", env)).rejects.toThrow("Ollama has no model gone:latest on this machine");
  await expect(ollamaModel("../x", env)).rejects.toThrow("no name of a model");
  expect(await listOllama({ OLLAMA_MODELS: temporaryFolder() })).toEqual([]);
});

it("finds LM Studio's models, and asks which where there are several", async () => {
  const home = temporaryFolder();
  const models = join(home, "models");
  write(join(models, "acme/coder-GGUF/coder-q4.gguf"), "GGUF");
  write(join(models, "acme/two-GGUF/two-q4.gguf"), "GGUF");
  write(join(models, "acme/two-GGUF/two-q8.gguf"), "GGUF");
  write(join(models, "acme/two-GGUF/mmproj-two.gguf"), "GGUF");
  const env = { LMSTUDIO_HOME: home };
  expect(await lmStudioModel("acme/coder-GGUF", env)).toBe(join(models, "acme/coder-GGUF/coder-q4.gguf"));
  expect(await lmStudioModel("acme/two-GGUF/two-q8.gguf", env)).toBe(join(models, "acme/two-GGUF/two-q8.gguf"));
  await expect(lmStudioModel("acme/two-GGUF", env)).rejects.toThrow("several files");
  await expect(lmStudioModel("acme/none", env)).rejects.toThrow("has no model acme/none");
  expect(await listLmStudio(env)).toHaveLength(3);
});
