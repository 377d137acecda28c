import { expect, it } from "vitest";
import { nextStep } from "../../scripts/support/next_step.ts";
import type { FoundModel } from "../../src/models/weights/inventory.ts";

const model = (name: string, more: Partial<FoundModel> = {}): FoundModel => {
  return { name, format: "GGUF", architecture: "qwen2", bytes: 1, memory: 1000, ...more };
};

it("names the models of this machine that can run here", () => {
  const found = [model("ollama:small"), model("too big", { memory: 9000 }), model("lmstudio:a/b c")];
  expect(nextStep([...found, model("odd", { trouble: "unknown architecture" })], 5000)).toBe(
    "Next, a real model that is on this machine already:\n" +
      "  ./run.ts --model ollama:small --max 5\n  ./run.ts --model 'lmstudio:a/b c' --max 5\n",
  );
});

it("says how many more there are, and offers a download where there is none", () => {
  const many = ["a", "b", "c", "d", "e"].map((name) => model(name));
  expect(nextStep(many, 5000)).toMatch(/--model c --max 5\n {2}\(2 more: .*models\)\n$/);
  expect(nextStep([model("x", { memory: 6000 })], 5000)).toMatch(/downloaded once.*\n.*Qwen/);
});
