/** The versions that a run file names. */
import { readFile } from "node:fs/promises";
import { PROJECT_ROOT } from "../datasets/index.ts";

const PACKAGES = ["@langchain/langgraph", "@langchain/core", "@huggingface/transformers", "onnxruntime-node"];

export async function versions(): Promise<Record<string, string>> {
  const own = await packageVersion(`${PROJECT_ROOT}/package.json`);
  const found = await Promise.all(
    PACKAGES.map((name) => packageVersion(`${PROJECT_ROOT}/node_modules/${name}/package.json`)),
  );
  return {
    program: own,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ...Object.fromEntries(PACKAGES.map((name, index) => [name, found[index] ?? "unknown"])),
  };
}

async function packageVersion(path: string): Promise<string> {
  try {
    return String(JSON.parse(await readFile(path, "utf8")).version);
  } catch {
    return "unknown";
  }
}
