/** The program in an answer: a definition of the entry point, or only its body. */
import type { Answer, Block, Candidate, Target } from "../../core/index.ts";
import { escapeRegExp } from "../../lib/escape_reg_exp.ts";
import { withoutCommonIndentation as common, depths, least } from "../../lib/indentation.ts";
import { bindsName, readsAsCode, returnsOutsideFunction, topLevelNames } from "./syntax.ts";

/** Characters that are parsed in search of where the code among prose begins and ends, all tries together. */
const MOST_PARSED = 2 << 20;

/**
 * Finds the program in an answer: a fenced block (the last one that defines the entry point), bare code with or
 * without prose around it, or only the function's body, which is put under the task's declaration. Helpers that stand
 * before the entry point in the task are put back where the answer left them out.
 */
export function findProgram({ text, blocks }: Answer, target: Target): Candidate {
  const found = blocks.length > 0 ? fromBlocks(blocks, target) : fromBareText(text, target);
  if (found.code === undefined || found.source === "body") return found;
  return { ...found, code: withHelpers(found.code, target) };
}

function fromBlocks(blocks: readonly Block[], target: Target): Candidate {
  const python = blocks.filter((block) => /^(py(thon)?[\d.]*|)$/.test(block.label) && block.code.trim() !== "");
  const chosen =
    findLast(blocks, (block) => target.entry_point !== "" && bindsName(common(block.code), target.entry_point)) ??
    findLast(python, (block) => isBody(block.code, target)) ??
    (target.entry_point === "" ? programBlock(python) : undefined) ??
    python.at(-1);
  if (chosen === undefined) return { code: undefined, source: "none" };
  if (isBody(chosen.code, target)) return { code: underDeclaration(chosen.code, target), source: "body" };
  return { code: `${common(chosen.code).trimEnd()}\n`, source: chosen.closed ? "fence" : "unclosed_fence" };
}

const READS_INPUT = /\binput\s*\(|\bstdin\b|\bopen\(\s*0/;

/** Where a whole program is asked for: the last block that reads input; blocks of samples and output are none. */
function programBlock(python: readonly Block[]): Block | undefined {
  const code = python.filter((block) => block.label !== "" || readsAsCode(common(block.code)));
  return findLast(code, (block) => READS_INPUT.test(block.code)) ?? code.at(-1);
}

function findLast<T>(items: readonly T[], test: (item: T) => boolean): T | undefined {
  return [...items].reverse().find(test);
}

// ---------------------------------------------------------------------------------------------- bare text

function fromBareText(text: string, target: Target): Candidate {
  const trimmed = text.replace(/^\s*\n/, "").trimEnd();
  const region = target.entry_point === "" ? undefined : definitionRegion(common(trimmed), target.entry_point);
  if (region !== undefined) {
    const whole = region.trim() === common(trimmed).trim();
    return { code: `${common(region).trimEnd()}\n`, source: whole ? "bare" : "prose" };
  }
  if (isBody(trimmed, target) && readsAsCode(common(firstLineMended(trimmed))))
    return { code: underDeclaration(trimmed, target), source: "body" };
  if (readsAsCode(common(trimmed))) return { code: `${common(trimmed)}\n`, source: "bare" };
  return { code: undefined, source: "none" };
}

/** The definition of the entry point, and as many lines above and below as read as code. */
function definitionRegion(text: string, entryPoint: string): string | undefined {
  const lines = text.split("\n");
  const definition = definitionOf(entryPoint);
  const start = lines.findIndex((line) => definition.test(line));
  if (start < 0) return undefined;
  const slice = (from: number, to: number): string => lines.slice(from, to).join("\n");
  // The block itself is taken by its indentation: a definition that does not parse is still the answer.
  const block = endOfBlock(lines, start);
  let tries = Math.floor(MOST_PARSED / (text.length + 1));
  let end = lines.length;
  while (end > block && tries-- > 0 && !readsAsCode(slice(block, end)) && !readsAsCode(slice(start, end))) end--;
  if (tries < 0) end = block;
  let from = 0;
  // A decorator reads as code only above a definition.
  while (from < start && tries-- > 0 && !readsAsCode(`${slice(from, start)}\ndef f(): pass\n`)) from++;
  return slice(tries < 0 ? start : from, end);
}

function definitionOf(entryPoint: string): RegExp {
  return new RegExp(`^(async\\s+)?def\\s+${escapeRegExp(entryPoint)}(?!\\w)`, "m");
}

function endOfBlock(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length && /^(\s|$|[)\]}])/.test(lines[end] ?? "")) end++;
  return end;
}

// ---------------------------------------------------------------------------------------------- only a body

/** A function's body alone: it returns outside any function, or starts indented, and defines no entry point. */
function isBody(code: string, target: Target): boolean {
  if (target.entry_point === "" || target.declaration === "") return false;
  if (bindsName(common(code), target.entry_point)) return false;
  const indented = /^[ \t]+\S/.test(code.replace(/^\s*\n/, ""));
  return indented || returnsOutsideFunction(common(firstLineMended(code)));
}

function underDeclaration(code: string, target: Target): string {
  const body = common(firstLineMended(code)).trimEnd();
  const indented = body.split("\n").map((line) => (line.trim() === "" ? "" : `    ${line}`));
  return `${target.declaration.trimEnd()}\n${indented.join("\n")}\n`;
}

/** Chat templates strip the first line's indentation from a body: put it back where the lines below betray it. */
function firstLineMended(code: string): string {
  const [first = "", ...rest] = code.replace(/^\s*\n/, "").split("\n");
  const below = depths(rest);
  const depth = below.length === 0 ? 0 : least(below);
  const opensBlock = first.trimEnd().endsWith(":") && below[0] === depth;
  return /^\s/.test(first) || depth === 0 || opensBlock ? code : [" ".repeat(depth) + first, ...rest].join("\n");
}

// -------------------------------------------------------------------------------------------------- helpers

/** What stands before the entry point in the declaration, where the answer does not bind all of its names. */
function withHelpers(code: string, target: Target): string {
  const helpers = helpersOf(target);
  const bound = topLevelNames(code);
  const missing = [...topLevelNames(helpers)].some((name) => name !== "*" && !bound.has(name));
  return missing ? `${helpers.trimEnd()}\n\n\n${code}` : code;
}

function helpersOf(target: Target): string {
  const at = target.declaration.search(definitionOf(target.entry_point));
  return target.entry_point === "" || at < 0 ? "" : target.declaration.slice(0, at);
}
