/** `--help`: of the program, and of each command. */
import { PROGRAM } from "../lib/paths.ts";
import { COMMANDS } from "./command_table.ts";
import { COMMAND_NAMES, type CommandName, GROUPS } from "./flags/flag.ts";
import { type Row, rowsOf } from "./flags/table.ts";

const COLUMN = 30;

/**
 * The help of the program: what `evaluate` takes, since it needs no name, and what other commands there are.
 *
 * @param width characters of a line
 */
export function programHelp(width: number): string {
  const commands = COMMAND_NAMES.map((name) => helpEntry(name, COMMANDS[name].about, width)).join("");
  return `${PROGRAM} [command] [flags]

Repairs broken code with a language model, and measures how well it does so.

Commands (evaluate where none is named; each has its own --help)
${commands}
${flagsText("evaluate", width)}
${examplesText("evaluate")}`;
}

export function commandHelp(command: CommandName, width: number): string {
  const { about, words } = COMMANDS[command];
  const word = words === undefined ? "" : ` ${words.required ? words.takes : `[${words.takes}]`}`;
  const help = words === undefined ? "" : `\n${helpEntry(words.takes, words.help, width)}`;
  const examples = examplesText(command);
  return `${PROGRAM} ${command}${word} [flags]

${about[0]?.toUpperCase()}${about.slice(1)}.
${help}
${flagsText(command, width)}${examples === "" ? "" : `\n${examples}`}`;
}

function flagsText(command: CommandName, width: number): string {
  const rows = rowsOf(command);
  const groups = GROUPS.flatMap((group) => {
    const own = rows.filter((row) => row.group === group);
    return own.length === 0
      ? []
      : [`${group}\n${own.map((row) => helpEntry(flagText(row), sayingOf(row), width)).join("")}`];
  });
  const ever = ["--help", "--version"].map((name) =>
    helpEntry(name, name === "--help" ? "this text" : "the version", width),
  );
  return `${groups.join("\n")}\nOther\n${ever.join("")}`;
}

function examplesText(command: CommandName): string {
  const { examples = [] } = COMMANDS[command];
  if (examples.length === 0) return "";
  return `Examples\n${examples.map(([line, does]) => `  ${PROGRAM} ${line}\n      ${does}\n`).join("")}`;
}

/** `--name TAKES`. */
export function flagText({ name, kind, takes }: Row): string {
  if (kind.form === "switch") return `--${name}`;
  return `--${name} ${takes ?? "WORD"}`;
}

/** What a flag does, the values that it may have, whether it must be given, and what holds where it is not. */
export function sayingOf(row: Row): string {
  const { kind, help, otherwise, required } = row;
  const values = kind.form === "value" && kind.values !== undefined ? `: ${kind.values.join(", ")}` : "";
  const fallback = row.default ?? otherwise;
  const end = required ? " (required)" : fallback === undefined ? "" : ` (default: ${fallback})`;
  return `${help}${values}${end}`;
}

/** A name and what is said of it, side by side; what is said is wrapped under itself. */
export function helpEntry(name: string, says: string, width: number): string {
  const lines = wrap(says, Math.max(30, width - COLUMN - 2));
  const [first = "", ...others] = name.length + 2 > COLUMN ? ["", ...lines] : lines;
  const indent = " ".repeat(COLUMN + 2);
  return `${`  ${name.padEnd(COLUMN)}${first}`.trimEnd()}\n${others.map((line) => `${indent}${line}\n`).join("")}`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
