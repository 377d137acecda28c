/** Flags that the documents name are flags that the program has; old names are aliases that help does not show. */
import { beforeAll, expect, it, vi } from "vitest";
import { runHere } from "../support/command_line.ts";
import { pages, read } from "./pages.ts";

/** Flags of other programs, and of our own scripts. */
const OTHERS = new Set(
  `ignore-scripts spec-type filter attention dtype field limit mode out shape tasks tokenizer seeds`.split(" "),
);

let known: Set<string>;
beforeAll(async () => {
  const whole = await help();
  const commands = [...whole.matchAll(/^ +\.\/run\.ts ([a-z]+)/gm)].map((match) => match[1] as string);
  expect(commands).toContain("verify");
  const texts = [whole];
  for (const command of commands) texts.push(await help(command));
  known = new Set(texts.flatMap((text) => [...text.matchAll(/--([a-z][a-z0-9-]*)/g)].map((it) => it[1] as string)));
});

/** What `--help` prints, in whatever way. */
async function help(...command: string[]): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const { stdout } = await runHere([...command, "--help"]);
  const logged = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return stdout + logged;
}

it.each(pages())("%s", (page) => {
  const named = [...read(page).matchAll(/(?<![\w-])--([a-z][a-z0-9-]*)/g)].map((match) => match[1] as string);
  expect([...new Set(named)].filter((flag) => !known.has(flag) && !OTHERS.has(flag))).toEqual([]);
});
