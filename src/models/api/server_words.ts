/** What a server says is wrong, wherever in its reply it says so. */

/**
 * Where words stand, first things first: OpenAI and llama.cpp nest `error.message`, vLLM had `message` beside
 * `object: "error"`, FastAPI says `detail` (a text, or a list of fields), TGI and Ollama `error` (a text).
 */
const PLACES = ["error", "errors", "message", "detail", "details", "msg", "reason", "error_description", "title"];
/** Deeper is no message. */
const DEEPEST = 6;
/** Of a list. */
const MOST = 3;

/** The words of a reply's body in one line; empty where it has none. */
export function wordsOf(body: string): string {
  const text = body.trim();
  const value = /^[[{"]/.test(text) ? parsed(text) : undefined;
  if (value !== undefined) return wordsIn(value, 0);
  return oneLine(/^</.test(text) ? pageWords(text) : text);
}

function wordsIn(value: unknown, depth: number): string {
  if (depth > DEEPEST) return "";
  if (typeof value === "string") return depth === 0 ? oneLine(value) : wordsOf(value);
  if (Array.isArray(value)) return listed(value.map((it) => wordsIn(it, depth + 1)));
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Readonly<Record<string, unknown>>;
  const words = PLACES.map((place) => wordsIn(fields[place], depth + 1)).find((it) => it !== "") ?? "";
  // FastAPI's way to name a field: {"loc": ["body", "max_tokens"], "msg": …}.
  const field = Array.isArray(fields.loc) ? fields.loc.join(".") : "";
  return field !== "" && words !== "" ? `${field}: ${words}` : words;
}

function listed(words: readonly string[]): string {
  const said = words.filter((it) => it !== "");
  return said.slice(0, MOST).join("; ") + (said.length > MOST ? "; …" : "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A proxy's page: its title, or its text. */
function pageWords(page: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(page.slice(0, LONGEST_PAGE))?.[1];
  return title ?? page.slice(0, LONGEST_PAGE).replace(/<[^>]*>/g, " ");
}

const LONGEST_PAGE = 2 ** 14;
const LONGEST_LINE = 300;

/** At most so long, and without line ends. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * LONGEST_LINE)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
