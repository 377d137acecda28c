/** Flags that the documents name are flags that the program has; old names are aliases that help does not show. */
import { expect, it } from "vitest";
import { COMMAND_NAMES } from "../../src/cli/flags/flag.ts";
import { rowsOf } from "../../src/cli/flags/table.ts";
import { pages, read } from "./pages.ts";

/** Flags of other programs, and of our own scripts. */
const OTHERS = new Set(
  `ignore-scripts spec-type filter attention dtype field limit mode out shape tasks tokenizer seeds`.split(" "),
);

const known = new Set(COMMAND_NAMES.flatMap((command) => rowsOf(command).map(({ name }) => name)));
for (const ever of ["help", "version"]) known.add(ever);

it.each(pages())("%s", (page) => {
  const named = [...read(page).matchAll(/(?<![\w-])--([a-z][a-z0-9-]*)/g)].map((match) => match[1] as string);
  expect([...new Set(named)].filter((flag) => !known.has(flag) && !OTHERS.has(flag))).toEqual([]);
});
