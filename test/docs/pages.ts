/** The documents as tests read them: commands, links, paths. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";

/** Every file that git would keep, also those not added yet. */
export function projectFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, encoding: "utf8" });
  return listed.split("\0").filter((path) => path !== "");
}

/** README, everything in docs/, and what else is written for people; CHANGELOG tells of times gone by. */
export function pages(): string[] {
  return projectFiles().filter((path) => path.endsWith(".md") && path !== "CHANGELOG.md" && !path.startsWith("test/"));
}

export function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

export interface Block {
  /** Line of the page on which the first command stands. */
  readonly line: number;
  readonly text: string;
}

/** Fenced blocks of one language, in the order of the page. */
export function blocks(page: string, language: string): Block[] {
  const text = read(page);
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => ({ line: text.slice(0, match.index).split("\n").length + 1, text: match[2] as string }));
}

/** The page without what stands in fences. */
export function prose(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```$/gm, (fence) => fence.replace(/[^\n]/g, ""));
}

/** The names that headings have in links. */
export function anchors(page: string): Set<string> {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map((match) => (match[1] as string).replace(/`/g, ""));
  return new Set(
    headings.map((it) =>
      it
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
