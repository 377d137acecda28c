/** What of an answer is its own: no thinking, and nothing behind the end of its turn. */

const NAME =
  "[\\w:-]*(?:think|thought|reason|reflect|scratch_?pad|analy[sz]|deliberat|monologue|brainstorm)[\\w:-]*|cot|plan(?:ning)?";
/** A tag behind a quote is spoken of, but for the end of a fence. */
const FREE = "(?<![\"']|(?<!`)`)";
const OPEN = `(?:<(?:${NAME})(?:\\s[^<>\\n]*)?>|\\[(?:${NAME})\\]|◁think▷|<\\|START_THINKING\\|>|<\\|channel\\|>(?!final)[^<\\n]*<\\|message\\|>)`;
const CLOSE = `(?:<\\/(?:${NAME})\\s*>|\\[\\/(?:${NAME})\\]|◁\\/think▷|<\\|END_THINKING\\|>|<\\|channel\\|>final[^<\\n]*<\\|message\\|>)`;
const TAG = new RegExp(`${FREE}(?:(${OPEN})|${CLOSE})`, "gi");

/** Whether a place of the text is in code, where a tag is a part of the program. */
export type IsCode = (at: number) => boolean;

interface Tag {
  readonly from: number;
  readonly to: number;
  readonly opens: boolean;
}

/**
 * The text without what stands between thinking tags, whatever their names. What was never closed is an answer that
 * never came; a closing tag alone ends thinking that the chat template began.
 */
export function withoutThinking(text: string, isCode: IsCode): string {
  const tags = tagsOf(text, isCode);
  let [kept, at] = ["", 0];
  for (let next = 0; next < tags.length; ) {
    const tag = tags[next] as Tag;
    const end = tag.opens ? closingOf(tags, next) : next;
    kept = tag.opens ? kept + text.slice(at, tag.from) : "";
    at = tags[end]?.to ?? text.length;
    next = end + 1;
  }
  return kept + text.slice(at);
}

function tagsOf(text: string, isCode: IsCode): Tag[] {
  return [...text.matchAll(TAG)]
    .filter(({ index }) => !isCode(index))
    .map(({ 0: tag, 1: open, index }) => ({ from: index, to: index + tag.length, opens: open !== undefined }));
}

/** The tag that closes as many as were opened; or the last that closes any. */
function closingOf(tags: readonly Tag[], from: number): number {
  let depth = 0;
  for (let at = from; at < tags.length; at++) {
    depth += tags[at]?.opens ? 1 : -1;
    if (depth === 0) return at;
  }
  const last = tags.findLastIndex(({ opens }) => !opens);
  return last < from ? tags.length : last;
}

const SPECIAL = "<[|｜][^|｜<>\\n]{1,40}[|｜]>|<\\/?s>|<(?:bos|eos|(?:start|end)_of_turn)>|\\[\\/?INST\\]";
const HEADING = new RegExp(
  `^\\s*(?:(?!<.?(?:\\/|end(?!_header)|eo[st]))(?:${SPECIAL})\\s*(?:(?:assistant|model)\\b\\s*)?)+`,
  "i",
);

/** The text up to the first special token, but for those that begin it: models write on into the next turn. */
export function ownTurn(text: string, isCode: IsCode): string {
  const from = HEADING.exec(text)?.[0].length ?? 0;
  const ends = [...text.matchAll(new RegExp(SPECIAL, "gi"))].filter(({ index }) => index >= from && !isCode(index));
  return text.slice(from, ends[0]?.index);
}
