/** Labels of fenced blocks: of a language, of another one, or of none at all. */
import type { Language } from "../core/index.ts";

/** Their content is no program of the task's language, whatever it looks like. */
const OTHERS =
  "ada applescript asm awk bash bat c c# c++ clojure cmd cobol coffeescript console cpp cs csharp css csv cuda dart diff " +
  "dockerfile elixir erlang fish fortran fsharp git go golang graphql groovy haskell html ini java javascript jl js json " +
  "json5 jsonc jsx julia kotlin kt latex lisp log lua makefile markdown matlab md mermaid objc ocaml pascal patch perl php " +
  "powershell properties protobuf ps1 py pycon python python3 r rb rs ruby rust scala scheme sh shell sql svg swift tcl " +
  "terminal tex toml ts tsx typescript vb vim wasm xml yaml yml zig zsh";

/** They say nothing about the language. */
const ANY = "code text txt plain plaintext none raw snippet answer solution program example input output result";

const OF_OTHERS: ReadonlySet<string> = new Set(OTHERS.split(" "));
const OF_ANY: ReadonlySet<string> = new Set(ANY.split(" "));

/** Whether a block is of this language by its label; one without says nothing else. */
export function isOwnLabel(label: string, { fence, syntax }: Language): boolean {
  return label === "" || label === fence || syntax.labels.test(label);
}

/** Whether a label names another language, a shell, data or a list of changes. */
export function isOtherLabel(label: string, language: Language): boolean {
  return OF_OTHERS.has(label) && !isOwnLabel(label, language);
}

/** Whether a word behind a fence is a label, and not the beginning of a sentence. */
export function isLabel(word: string, language: Language): boolean {
  return word !== "" && (OF_OTHERS.has(word) || OF_ANY.has(word) || isOwnLabel(word, language));
}
