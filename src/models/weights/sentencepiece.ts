/** Vocabularies of sentencepiece as byte-pair models: the merges follow from the pieces' scores. */

/** A token of a vocabulary. */
export interface Entry {
  readonly id: number;
  readonly text: string;
  /** Llama.cpp's number of its kind: 1 is an ordinary one, 6 a single byte, "<0x0A>". */
  readonly kind: number;
  readonly score: number;
}

/** What sentencepiece writes for a space. */
const SPACE = "▁";

interface Merge {
  readonly left: string;
  readonly right: string;
  readonly score: number;
}

/**
 * Two pieces merge where both and the whole are in the vocabulary, the whole of the highest score first. (The rule of
 * the transformers library's own conversion.)
 */
export function sentencePieceModel(entries: readonly Entry[]) {
  const vocab = new Map(entries.map(({ text, id }) => [text, id]));
  const merges = entries.flatMap((entry) => (entry.kind === 1 || entry.kind === 4 ? mergesOf(entry, vocab) : []));
  merges.sort((a, b) => b.score - a.score || b.left.length - a.left.length || b.right.length - a.right.length);
  return { vocab: Object.fromEntries(vocab), merges: merges.map(({ left, right }): [string, string] => [left, right]) };
}

function mergesOf({ text, score }: Entry, vocab: ReadonlyMap<string, number>): Merge[] {
  const letters = [...text];
  const found: Merge[] = [];
  for (let at = 1; at < letters.length; at++) {
    const [left, right] = [letters.slice(0, at).join(""), letters.slice(at).join("")];
    if (vocab.has(left) && vocab.has(right)) found.push({ left, right, score });
  }
  const id = (piece: string) => vocab.get(piece) ?? 0;
  return found.sort((a, b) => id(a.left) - id(b.left) || id(a.right) - id(b.right));
}

/** How spaces are written on the way in and read on the way out. */
export function withSpacePrefix(prefix: boolean) {
  const replace = { type: "Replace", pattern: { String: " " }, content: SPACE };
  const normalizers = [...(prefix ? [{ type: "Prepend", prepend: SPACE }] : []), replace];
  const strip = prefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : [];
  const spaces = { type: "Replace", pattern: { String: SPACE }, content: " " };
  return {
    normalizer: { type: "Sequence", normalizers },
    decoder: { type: "Sequence", decoders: [spaces, { type: "ByteFallback" }, { type: "Fuse" }, ...strip] },
  };
}
