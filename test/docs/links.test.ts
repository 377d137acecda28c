/** What the documents point at is there. */
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/program.ts";
import { anchors, pages, projectFiles, prose, read } from "./pages.ts";

/** Names of files in running text: made by a command, or standing for any. */
const NOT_SHIPPED = /^(results|\.cache|node_modules|demo)\/|[<>*…]|NAME|FILE|DIR|^~/;

describe.each(pages())("%s", (page) => {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
  const local = links.filter((it) => !/^(https?|mailto):/.test(it));

  it("links to files and headings that are there", () => {
    const broken = local.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchors(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names paths that are there", () => {
    const files = projectFiles();
    const known = (path: string): boolean =>
      existsSync(join(ROOT, path)) ||
      existsSync(join(ROOT, "src", path)) ||
      files.some((it) => it.endsWith(`/${path}`));
    const named = [...prose(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map((match) => match[1] as string);
    const paths = named.filter((it) => /^(src|docs|scripts|test|dataset)\/|\.(ts|py|md|json|jsonl|sh)$/.test(it));
    expect(paths.filter((it) => !NOT_SHIPPED.test(it) && !known(it))).toEqual([]);
  });
});

describe("README.md", () => {
  it("fits on a few screens", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(150);
  });

  it("leads to every page", () => {
    const text = read("README.md");
    const missing = pages().filter((page) => page.startsWith("docs/") && !text.includes(`(${page})`));
    expect(missing).toEqual([]);
  });
});
