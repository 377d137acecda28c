/** The versions that a run file names. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { interpreterVersions, type SandboxInfo } from "../core/index.ts";
import { manifest } from "../lib/paths.ts";

const PACKAGES = ["@langchain/langgraph", "@langchain/core", "@huggingface/transformers", "onnxruntime-node"];

/** Of this program, what it is made of, and what candidates ran on. */
export async function versions(sandbox: SandboxInfo): Promise<Record<string, string>> {
  const found = await Promise.all(PACKAGES.map(installedVersion));
  return {
    program: manifest().version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ...Object.fromEntries(PACKAGES.map((name, index) => [name, found[index] ?? "unknown"])),
    ...interpreterVersions(sandbox),
  };
}

/** Looked for as Node does; not every package exports its package.json. */
async function installedVersion(name: string): Promise<string> {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      return String(JSON.parse(await readFile(join(folder, name, "package.json"), "utf8")).version);
    } catch {}
  }
  return "unknown";
}
