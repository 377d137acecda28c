/** What judging again changed, for a terminal. */
import type { Audit } from "../evaluation/rejudge.ts";
import { visibleLine } from "../lib/visible_text.ts";
import { percent } from "./numbers.ts";

/** How many names are listed. */
const SHOWN = 10;

export interface AuditHead {
  readonly extractor: string;
  readonly imports: string;
  readonly judge: "own" | "in-process";
}

export function auditText(audit: Audit & AuditHead): string {
  const share = (passed: number): string => `${passed} (${percent(audit.records === 0 ? 0 : passed / audit.records)})`;
  const rows: [string, string][] = [
    ["records", String(audit.records)],
    ["extractor", `${audit.extractor}, imports ${audit.imports}`],
    ...(audit.judge === "own" ? [] : [["judge", "in one process: verdicts can be forged"] satisfies [string, string]]),
    ["passed", `${share(audit.passed_before)} before, ${share(audit.passed_after)} now`],
    ["no code", `${audit.no_code_before} before, ${audit.no_code_after} now`],
    ["taken as", counted(audit.rules)],
    ["changed", counted(audit.changed) || "no verdict"],
    ["gained", names(audit.gained)],
    ["lost", names(audit.lost)],
  ];
  return `\n${rows.map(([name, value]) => `  ${name.padEnd(9)} ${visibleLine(value)}`).join("\n")}\n`;
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, number]) => `${number} × ${name}`)
    .join(", ");
}

function names(all: readonly string[]): string {
  const more = all.length > SHOWN ? `, and ${all.length - SHOWN} more` : "";
  return all.length === 0 ? "none" : `${all.slice(0, SHOWN).join(", ")}${more}`;
}
