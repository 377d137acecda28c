/** The field's own words, where people read: documents, help and messages. */
import { describe, expect, it } from "vitest";
import { pages, projectFiles, prose, read } from "./pages.ts";

/** Words of the first version, and what is said now. */
const RETIRED: readonly (readonly [RegExp, string])[] = [
  [/\bwalls?\b(?![ -]clock)/i, "isolation layer"],
  [/\bstrong(er|est)? judge/i, "tamper-resistant judge"],
  [/\bguess(es|ed|ing)?\b/i, "draft, prompt lookup"],
  [/\btracebacks?\b/i, "stack trace"],
  [/\bexit codes? of (a|the) (candidate|program|test)/i, "exit status"],
  [/\b(edit|rule) famil(y|ies)\b|\btwins?\b/i, "mutation operator"],
  [/\bzero-shot\b|\bpass@1 of the search\b/i, "solved@k attempts, 1@k"],
];

/** Where the word is somebody else's. */
const EXEMPT: readonly (readonly [RegExp, string])[] = [
  [/^src\/languages\/python\/(search|mutations)\//, "names of features in learned weights, which are data"],
  [/^src\/languages\/python\/fix\/patch_rules\.ts$/, "names of Python's own modules"],
  [/^src\/languages\/python\/failure\.ts$/, "Python's own first line of a stack trace"],
];

function retiredIn(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      RETIRED.filter(([word]) => word.test(line)).map(
        ([word, now]) => `line ${index + 1}: ${line.trim()} — say ${now}, not ${word}`,
      ),
    );
}

/** What stands in quotes; the lines stay where they are. */
function literals(code: string): string {
  const withoutComments = code
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/^\s*(\/\/|import\b|} from\b).*$/gm, "");
  return withoutComments
    .split("\n")
    .map((line) => [...line.matchAll(/(["'`])(?:\\.|(?!\1).)*(\1|$)/g)].join(" "))
    .join("\n");
}

describe("the words of the field", () => {
  it.each(pages())("in %s", (page) => {
    expect(retiredIn(prose(page))).toEqual([]);
  });

  it("in help and messages", () => {
    const sources = projectFiles().filter(
      (path) => /^(src\/.*|run)\.ts$/.test(path) && !EXEMPT.some(([it]) => it.test(path)),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap((path) => retiredIn(literals(read(path))).map((line) => `${path}, ${line}`))).toEqual([]);
  });

  it("finds what it looks for", () => {
    expect(retiredIn('throw new Error("the wall fell");')).toHaveLength(1);
    expect(retiredIn(literals('// the wall\nlog("a guess");'))).toEqual([expect.stringMatching(/^line 2: /)]);
    expect(retiredIn("wall-clock time limit")).toEqual([]);
  });
});
