import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { keptBenchmark } from "../../src/datasets/index.ts";
import { cacheFolder, dataFolders, manifest, modelFolders, PACKAGE_ROOT, PROGRAM } from "../../src/lib/paths.ts";
import { modelHub, snapshotFolder } from "../../src/models/hub/repository.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

describe("the cache", () => {
  it.each([
    [{ CODE_REPAIR_CACHE: "/c", HF_HOME: "/h", XDG_CACHE_HOME: "/x" }, "/c"],
    [{ HF_HOME: "/h", XDG_CACHE_HOME: "/x" }, "/h/code-repair-agent"],
    [{ CODE_REPAIR_CACHE: "", HF_HOME: "", XDG_CACHE_HOME: "/x" }, "/x/code-repair-agent"],
    [{}, join(homedir(), ".cache", "code-repair-agent")],
  ])("of %j is %s", (env, folder) => {
    expect(cacheFolder(env)).toBe(folder);
    expect(modelFolders(undefined, env)[0]).toBe(join(folder, "models"));
    expect(dataFolders(env)[0]).toBe(join(folder, "dataset"));
  });

  it("models and data of earlier places are looked for after it", () => {
    const clone = join(PACKAGE_ROOT, ".cache", "models");
    expect(modelFolders(undefined, { CODE_REPAIR_CACHE: "/c" })).toEqual(["/c/models", clone]);
    const own = "/h/code-repair-agent";
    expect(modelFolders(undefined, { HF_HOME: "/h" })).toEqual([`${own}/models`, own, clone]);
    expect(modelFolders("/asked", { HF_HOME: "/h" })).toEqual(["/asked"]);
    expect(dataFolders({ CODE_REPAIR_CACHE: "/c" })).toEqual(["/c/dataset", join(PACKAGE_ROOT, "dataset")]);
  });
});

it("a model that lies in an earlier place stays there; a new one goes to the first", () => {
  const [first, earlier] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(earlier, "maker--model"));
  const hub = modelHub([first, earlier], { report: () => {} });
  expect(snapshotFolder(hub, { id: "maker/model", commit: "c0" })).toBe(join(earlier, "maker--model", "c0"));
  expect(snapshotFolder(hub, { id: "maker/other", commit: "c0" })).toBe(join(first, "maker--other", "c0"));
});

it("the package is the folder of package.json, and in a clone the program is ./run.ts", () => {
  expect(resolve(PACKAGE_ROOT)).toBe(resolve(ROOT));
  expect(PROGRAM).toBe("./run.ts");
  expect(manifest().version).toMatch(/^\d+\.\d+\.\d+/);
  expect(keptBenchmark("python", [join(ROOT, "nowhere")])).toBeUndefined();
  expect(existsSync(join(PACKAGE_ROOT, "dataset", "sample_python.jsonl"))).toBe(true);
});
