/** A solution file to be repaired, in a folder of its own, and what a repair writes beside it. */
import { join } from "node:path";
import { temporaryFolder } from "./folder.ts";
import { type Asked, completion, json, type Reply } from "./http_server.ts";
import { readJson, type TestProblem, writeScript, writeSolutions } from "./solution_files.ts";

export interface Setting {
  readonly folder: string;
  readonly file: string;
  readonly out: string;
  /** The command line up to the model. */
  readonly command: string[];
}

export function setting(problems: readonly TestProblem[]): Setting {
  const folder = temporaryFolder();
  const file = writeSolutions(join(folder, "file.json"), problems);
  return { folder, file, out: join(folder, "improved_file.json"), command: ["repair", "--solution-file", file] };
}

export const scripted = ({ folder }: Setting, replies: Readonly<Record<string, readonly string[]>>): string =>
  `scripted:${writeScript(join(folder, "script.jsonl"), replies)}`;

/** What a repair wrote about one problem. */
export const summaryOf = ({ folder }: Setting, problem = 0) =>
  readJson(join(folder, "summary_improved_file.json")).problems[problem];
export const improvedOf = ({ out }: Setting, problem = 0): string => readJson(out)[problem].improved_claude_solution;

/** A server whose answer depends on how many cases the last program passed. */
export const answering = (next: (passed: number, problem: number) => string): Reply => {
  return (response, asked) => json(response, completion(improving(next)(asked)));
};

/** The same as a text. */
export const improving = (next: (passed: number, problem: number) => string) => {
  return ({ body }: Pick<Asked, "body">): string => {
    const said = body.messages.map((it: { content: string }) => it.content);
    const passed = Number(/(\d+) of \d+ cases passed/.exec(said.at(-1))?.[1]);
    const problem = Number(/Problem number (\d+)/.exec(said[1])?.[1]);
    return next(passed, problem);
  };
};
