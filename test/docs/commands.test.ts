/**
 * Every command of the documents does what it says: run as it is written, in the order of its page, in a copy of the
 * project, against stand-ins where it would ask the network.
 */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thisMachine } from "../../src/sandbox/process.ts";
import { DOCKER_MISSING } from "../support/docker.ts";
import type { TestServer } from "../support/http_server.ts";
import { ADDRESSES, CANNOT, NEEDS_DOCKER, NEEDS_PYTEST, QUICK_PAGES, type Rule, SAYS, SLOW } from "./command_rules.ts";
import { copyProject, INSTALLS_PACKAGE, type PageCopy } from "./page_copy.ts";
import { type Block, blocks, pages } from "./pages.ts";
import { startRegistry } from "./registry.ts";
import { startHub, startModelServer } from "./stand_ins.ts";

const LONG = process.env.CI === "true";
const LIMIT_MS = LONG ? 900_000 : 120_000;

const MISSING: readonly Rule[] = LONG
  ? []
  : [
      ...(DOCKER_MISSING === undefined ? [] : [[NEEDS_DOCKER, DOCKER_MISSING] as const]),
      ...(canFix() ? [] : [[NEEDS_PYTEST, "needs bubblewrap, and pytest for /usr/bin/python3"] as const]),
      ...SLOW.map(([pattern, why]) => [pattern, `${why}; with CI=true`] as const),
    ];
const RULES: readonly Rule[] = [...CANNOT, ...MISSING];

function canFix(): boolean {
  try {
    execFileSync("/usr/bin/python3", ["-m", "pytest", "--version"], { stdio: "ignore" });
    return thisMachine().bubblewrap !== undefined;
  } catch {
    return false;
  }
}

/** A block without the lines that a rule takes out, and what those are. */
function runnable({ text }: Block): { script: string; left: string[] } {
  const lines = text.trimEnd().split("\n");
  const reason = (line: string) => RULES.find(([pattern]) => pattern.test(line))?.[1];
  return {
    script: lines.filter((line) => reason(line) === undefined).join("\n"),
    left: lines.flatMap((line) => (reason(line) === undefined ? [] : [`${line.trim()}  (${reason(line)})`])),
  };
}

let hub: TestServer;
let server: TestServer;
beforeAll(async () => {
  [hub, server] = await Promise.all([startHub(), startModelServer()]);
});
afterAll(async () => {
  await Promise.all([hub, server].map((it) => it?.[Symbol.asyncDispose]()));
});

function environment(): Record<string, string> {
  return {
    ...{ HF_ENDPOINT: hub.url, HF_TOKEN: "", HF_HOME: "" },
    ...{ OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: "sk-stand-in" },
    ...{ ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: "sk-stand-in" },
  };
}

function atStandIns(script: string): string {
  return ADDRESSES.reduce((text, address) => text.replace(address, server.url), script);
}

const written = pages().filter((page) => blocks(page, "sh").length > 0);

describe.each(written.filter((page) => LONG || QUICK_PAGES.includes(page)))("%s", (page) => {
  let copy: PageCopy;
  beforeAll(() => {
    copy = copyProject();
  });
  // Dependencies that a page installed are many files.
  afterAll(() => copy?.remove(), 300_000);

  for (const block of blocks(page, "sh")) {
    const { script } = runnable(block);
    it.skipIf(script.trim() === "")(`line ${block.line}`, { timeout: LIMIT_MS + 5_000 }, async () => {
      await using registry = INSTALLS_PACKAGE.test(script) ? await startRegistry(copy.project) : undefined;
      const env = { ...environment(), ...(registry && { npm_config_registry: registry.url }) };
      const ran = await copy.run(atStandIns(script), env, LIMIT_MS);
      expect(ran.code, `${script}\n${ran.stdout.slice(-2000)}\n${ran.stderr.slice(-4000)}`).toBe(0);
      for (const [pattern, says] of SAYS.filter(([it]) => it.test(script)))
        expect(ran.stdout, `${pattern}`).toMatch(says);
    });
  }

  it("leaves nothing behind", () => {
    expect(copy.left()).toEqual([]);
  });
});

it("says what is not run", () => {
  const left = written.flatMap((page) =>
    LONG || QUICK_PAGES.includes(page)
      ? blocks(page, "sh").flatMap((block) => runnable(block).left.map((line) => `${page}: ${line}`))
      : [`${page}  (with CI=true)`],
  );
  if (left.length > 0) process.stderr.write(`Not run here:\n${left.map((it) => `  ${it}\n`).join("")}`);
  const unused = CANNOT.filter(
    ([pattern]) => !written.some((page) => blocks(page, "sh").some((it) => pattern.test(it.text))),
  );
  expect(unused).toEqual([]);
});
