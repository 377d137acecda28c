/** The models on this machine as a table for a terminal. */
import { visibleLine } from "../lib/visible_text.ts";
import type { FoundModel } from "../models/weights/inventory.ts";

const COLUMNS = ["model", "format", "architecture", "on disk", "memory", "runs here"] as const;

/** One line per model; what is in files is made visible. */
export function modelsText(models: readonly FoundModel[]): string {
  if (models.length === 0) return "No models were found: none downloaded, none of Ollama or LM Studio.\n";
  const rows = [COLUMNS, ...models.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ");
  return `${rows.map((row) => line(row).trimEnd()).join("\n")}\n`;
}

function cellsOf({ name, format, architecture, bytes, memory, trouble }: FoundModel): string[] {
  const size = (count: number | undefined) => (count === undefined ? "" : `${(count / 2 ** 30).toFixed(2)} GiB`);
  const verdict = trouble === undefined ? "yes" : `no: ${trouble}`;
  return [name, format, architecture, size(bytes), size(memory), verdict].map(visibleLine);
}
