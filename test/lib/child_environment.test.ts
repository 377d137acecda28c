import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { childEnvironment } from "../../src/lib/child_environment.ts";
import { startOwnProcess } from "../../src/lib/own_process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { ROOT } from "../support/program.ts";

afterEach(() => vi.unstubAllEnvs());

describe("what a child process knows", () => {
  it("are named variables, never a key", () => {
    const env = { PATH: "/bin", OPENAI_API_KEY: "a", HF_TOKEN: "b", NODE_OPTIONS: "c", AWS_SECRET_ACCESS_KEY: "d" };
    expect(childEnvironment([], env)).toEqual({ PATH: "/bin" });
  });

  it("is no more than that in a process of our own, which does not work in the working folder", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-secret");
    vi.stubEnv("OMP_NUM_THREADS", "2");
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.mjs"), "process.send([process.cwd(), process.env]); process.disconnect();\n");
    const child = startOwnProcess(pathToFileURL(join(folder, "a.mjs")));
    const [[cwd, env]] = await once(child, "message");
    await once(child, "exit");
    expect(cwd).toBe(folder);
    // What computes there is told to report nothing to its maker.
    expect(env).toMatchObject({ OMP_NUM_THREADS: "2", ORT_DISABLE_TELEMETRY: "1" });
    expect(env).not.toHaveProperty("OPENAI_API_KEY");
  });

  it("is said wherever one is started", () => {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((it) =>
      it.endsWith(".ts"),
    );
    const starting = files.filter((file) => {
      const text = readFileSync(join(ROOT, "src", file), "utf8");
      return /import \{[^}]*\b(spawn|execFile|fork|exec)\w*\b[^}]*\} from "node:child_process"/.test(text);
    });
    expect(starting.length).toBeGreaterThan(2);
    for (const file of starting) expect(readFileSync(join(ROOT, "src", file), "utf8"), file).toMatch(/\benv: /);
  });
});
