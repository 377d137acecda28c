/** The parts of HumanEvalPack: one for each of six languages, whether or not that language can be run here. */

/** `id`: the data set's own name of the part; `name`: how the ids of its tasks begin, as in "Python/0". */
export const PARTS = [
  { id: "python", name: "Python" },
  { id: "js", name: "JavaScript" },
  { id: "java", name: "Java" },
  { id: "go", name: "Go" },
  { id: "cpp", name: "CPP" },
  { id: "rust", name: "Rust" },
] as const;

/** The one that is evaluated where nobody says which. */
export const DEFAULT_PART = PARTS[0].id;

/** The parts by their ids. */
export const LANGUAGES = PARTS.map(({ id }) => id);

/** The part whose ids look like this one, as "Python/0" does. */
export function partOf(taskId: string): (typeof PARTS)[number]["id"] | undefined {
  return PARTS.find(({ name }) => taskId.startsWith(`${name}/`) && /^\d+$/.test(taskId.slice(name.length + 1)))?.id;
}
