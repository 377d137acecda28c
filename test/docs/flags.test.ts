/** Flags that the documents name are flags that the program has, by the names of today. */
import { expect, it } from "vitest";
import { TABLE } from "../../src/cli/flags/table.ts";
import { pages, read } from "./pages.ts";

/** Flags of other programs, and of our own scripts. */
const OTHERS =
  "help version ignore-scripts spec-type filter attention dtype field limit mode out shape tasks tokenizer seeds ways server parallel node-llama-cpp prose measures quick models row snapshots write";
const KNOWN = new Set([...Object.keys(TABLE), ...OTHERS.split(" ")]);

// The page of flags is made of the table, and names those of earlier versions, too.
it.each(pages().filter((page) => page !== "docs/flags.md"))("%s", (page) => {
  const named = [...read(page).matchAll(/(?<![\w-])--([a-z][a-z0-9-]*)/g)].map((match) => match[1] as string);
  expect([...new Set(named)].filter((flag) => !KNOWN.has(flag))).toEqual([]);
});
