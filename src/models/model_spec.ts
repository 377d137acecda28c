/** The text of `--model`, and what companions it has, parsed once: everything else asks the spec. */
import { existsSync } from "node:fs";
import { didYouMean, nearest } from "../lib/did_you_mean.ts";
import { usageError } from "../lib/errors.ts";
import { aliasNames } from "./hub/aliases.ts";

interface Named<Kind extends string> {
  readonly kind: Kind;
  /** As the user wrote it; what records carry. */
  readonly text: string;
  readonly name: string;
}

interface FromFile<Kind extends string> {
  readonly kind: Kind;
  readonly text: string;
  readonly file: string;
}

interface Served<Kind extends string> extends Named<Kind> {
  /** A server that speaks the maker's protocol; the maker's own by default. */
  readonly baseUrl?: string;
}

/** A model that answers in words. */
export type ChatSpec =
  /** A folder, an alias or a hub id: which of them, is seen when it is opened. */
  | Named<"local">
  | FromFile<"gguf">
  /** In the stores of other programs on this machine. */
  | Named<"ollama">
  | Named<"lmstudio">
  | (Named<"builtin"> & { readonly name: "copy" })
  | FromFile<"replay">
  | FromFile<"scripted">
  | FromFile<"module">
  | Served<"openai">
  | Served<"anthropic">;

/** Small edits of the buggy program: alone, before the model beside it (`first`) or after it (`last`). */
export interface SearchSpec {
  readonly kind: "search";
  readonly text: string;
  readonly turn: "alone" | "first" | "last";
  readonly beside?: ChatSpec;
}

export type ModelSpec = ChatSpec | SearchSpec;

/** What may stand beside the name. */
export interface ModelCompanions {
  /** `--base-url`. */
  readonly baseUrl?: string | undefined;
  /** `--model-module`: a file in place of a name. */
  readonly module?: string | undefined;
  /** `--cascade`: `search,MODEL` in place of a name. */
  readonly cascade?: string | undefined;
}

/** The model that runs where none is named. */
export const DEFAULT_MODEL = "Qwen/Qwen2.5-0.5B-Instruct";

interface Form {
  readonly usage: string;
  readonly spec: (rest: string, text: string, baseUrl?: string) => ChatSpec;
  /** It is behind a server, which may be another than the maker's. */
  readonly served?: true;
}

/** Prefix → how it is written, and what it means. */
const FORMS: Readonly<Record<string, Form>> = {
  replay: { usage: "replay:FILE", spec: (file, text) => ({ kind: "replay", text, file }) },
  scripted: { usage: "scripted:FILE", spec: (file, text) => ({ kind: "scripted", text, file }) },
  module: { usage: "module:FILE", spec: (file, text) => ({ kind: "module", text, file }) },
  ollama: { usage: "ollama:NAME[:TAG]", spec: (name, text) => ({ kind: "ollama", text, name }) },
  lmstudio: { usage: "lmstudio:PUBLISHER/MODEL", spec: (name, text) => ({ kind: "lmstudio", text, name }) },
  openai: { usage: "openai:NAME", spec: served("openai"), served: true },
  anthropic: { usage: "anthropic:NAME", spec: served("anthropic"), served: true },
  builtin: { usage: "builtin:copy", spec: builtin },
};

function served(kind: "openai" | "anthropic"): Form["spec"] {
  return (name, text, baseUrl) => ({ kind, text, name, ...(baseUrl !== undefined && { baseUrl }) });
}

function builtin(name: string, text: string): ChatSpec {
  if (name !== "copy") throw usageError(`there is no built-in model ${name}`, "there is builtin:copy");
  return { kind: "builtin", text, name };
}

/** Names that say by themselves whose they are. */
const BARE_NAMES: readonly [RegExp, "openai" | "anthropic"][] = [
  [/^(gpt|o1|o3|o4)\b[^/]*$/, "openai"],
  [/^claude\b[^/]*$/, "anthropic"],
];

/**
 * Reads the name of a model.
 *
 * @param text the value of `--model`; undefined where it was not given
 * @throws UserError (exit code 2) for what cannot be
 */
export function parseModel(text: string | undefined, companions: ModelCompanions = {}): ModelSpec {
  const { baseUrl, module, cascade } = companions;
  const given = { "--model": text, "--cascade": cascade, "--model-module": module };
  const names = Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (names.length > 1) throw usageError(`${names.join(" and ")} exclude each other`);
  if (cascade !== undefined && !/^search,./s.test(cascade))
    throw usageError(`--cascade must be search,MODEL, not ${JSON.stringify(cascade)}`);
  const whole = (module === undefined ? (cascade ?? text) : `module:${module}`) ?? DEFAULT_MODEL;
  if (whole.trim() === "") throw usageError("--model must name a model", modelForms());
  return parseSearch(whole, baseUrl) ?? parseChat(whole, baseUrl);
}

/** `search`, `search+MODEL` or `search,MODEL`. */
function parseSearch(text: string, baseUrl: string | undefined): SearchSpec | undefined {
  const parts = /^search(?:([+,])(.*))?$/s.exec(text);
  if (parts === null) return undefined;
  const [, sign, beside = ""] = parts;
  if (sign === undefined) {
    if (baseUrl !== undefined) throw notServed("search");
    return { kind: "search", text, turn: "alone" };
  }
  if (beside === "" || /^search([+,]|$)/.test(beside))
    throw usageError(
      `--model ${text} names no model beside the search`,
      "write search+MODEL or --cascade search,MODEL",
    );
  return { kind: "search", text, turn: sign === "+" ? "last" : "first", beside: parseChat(beside, baseUrl) };
}

function parseChat(text: string, baseUrl: string | undefined): ChatSpec {
  const [prefix, rest] = splitPrefix(text);
  const form = prefix === undefined ? undefined : FORMS[prefix];
  if (form !== undefined) return ofForm(form, rest, text, baseUrl);
  // With a server of one's own, what is no known prefix belongs to the name: "qwen2.5-coder:7b".
  if (baseUrl !== undefined) return { kind: "openai", text, name: text, baseUrl };
  if (text.endsWith(".gguf")) return { kind: "gguf", text, file: text };
  if (prefix !== undefined) throw unknown(text, prefix, rest);
  if (existsSync(text)) return { kind: "local", text, name: text };
  const maker = BARE_NAMES.find(([names]) => names.test(text))?.[1];
  if (maker !== undefined) return { kind: maker, text, name: text };
  assertNoSlip(text);
  return { kind: "local", text, name: text };
}

function ofForm(form: Form, rest: string, text: string, baseUrl: string | undefined): ChatSpec {
  if (rest === "") throw usageError(`--model ${text} says no more; write ${form.usage}`);
  if (baseUrl !== undefined && !form.served) throw notServed(form.usage);
  return form.spec(rest, text, baseUrl);
}

function notServed(what: string): Error {
  return usageError("--base-url is for models behind an API", `use openai:NAME or anthropic:NAME, not ${what}`);
}

/** `[prefix, rest]`; the prefix is undefined for a hub id or a folder (which may have a colon in its name). */
function splitPrefix(text: string): [string | undefined, string] {
  const colon = text.indexOf(":");
  if (colon <= 0 || /[/\\.]/.test(text.slice(0, colon)) || existsSync(text)) return [undefined, text];
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function unknown(text: string, prefix: string, rest: string): Error {
  const meant = didYouMean(prefix, Object.keys(FORMS), (name) => `${name}:${rest}`);
  return usageError(`unknown model ${JSON.stringify(text)}`, meant ?? modelForms());
}

/** A name without an owner that is all but an alias: the hub would be asked for nothing. */
function assertNoSlip(text: string): void {
  const known = ["search", ...aliasNames()];
  const meant = /[/\\]/.test(text) || known.includes(text.toLowerCase()) ? undefined : nearest(text, known);
  if (meant !== undefined && isSlip(text, meant))
    throw usageError(`unknown model ${JSON.stringify(text)}`, `did you mean ${meant}?`);
}

/** Models differ in one digit: "qwen2.5-7b" is another one, not a slip. */
function isSlip(text: string, meant: string): boolean {
  const digits = (it: string): string => it.replace(/\D/g, "");
  return digits(text) === digits(meant);
}

function modelForms(): string {
  const forms = Object.values(FORMS).map((form) => form.usage);
  return `use a Hugging Face id, a folder, a .gguf file, search, or one of ${forms.join(", ")}`;
}
