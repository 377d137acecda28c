/** Ways to take code out of a completion: our own, and simpler ones, to see how much of a score hangs on it. */
import type { Candidate, ExtractorName } from "../core/index.ts";
import { programCalled } from "../models/tool_text.ts";
import { extractCode, type Wanted } from "./extraction.ts";

export type Extractor = (completion: string, wanted: Wanted) => Candidate;

/** Each takes the code out of the program that an answer gave to a tool, where it did. */
export function extractorOf(name: ExtractorName): Extractor {
  return (completion, wanted) => EXTRACTOR[name](programCalled(completion) ?? completion, wanted);
}

const EXTRACTOR: Readonly<Record<ExtractorName, Extractor>> = {
  default: extractCode,
  "first-block": (completion) => block(completion, 0),
  "last-block": (completion) => block(completion, -1),
  whole: (completion) => candidate(completion, "bare"),
};

function block(completion: string, at: number): Candidate {
  const blocks = [...completion.matchAll(/```[^\n]*\n(.*?)(?:```|$)/gs)].map((match) => match[1] ?? "");
  return blocks.length === 0 ? candidate(completion, "bare") : candidate(blocks.at(at) ?? "", "fence");
}

function candidate(code: string, source: Candidate["source"]): Candidate {
  return code.trim() === "" ? { code: undefined, source: "none" } : { code, source };
}
