/** HTML from templates: whatever is put in is escaped, unless it is HTML of this kind itself. */
import { visibleText } from "../../lib/visible_text.ts";

export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

/** A template tag. Text values are escaped, and characters that would not show are named. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return {
    html: strings.map((text, index) => text + (index < values.length ? written(values[index] ?? "") : "")).join(""),
  };
}

/** Text that is HTML already. */
export function raw(text: string): Html {
  return { html: text };
}

function written(value: Value): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapeHtml(visibleText(value));
  return "html" in value ? value.html : value.map((it) => it.html).join("");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (it) => `&#${it.codePointAt(0)};`);
}
