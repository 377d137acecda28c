/** What an attempt is called. */
import type { AttemptDetails, RecordDetails } from "../page_data.ts";

/** A submission is no repair: it is one of the candidates. */
export function attemptName(
  { attempt, edit }: Pick<AttemptDetails, "attempt" | "edit">,
  { candidates }: Pick<RecordDetails, "candidates">,
): string {
  const by = edit === undefined ? "" : ", by the search";
  if (candidates !== undefined)
    return `Submission: candidate ${attempt + 1} of ${Math.max(candidates, attempt + 1)}${by}`;
  if (edit !== undefined) return `Program ${attempt + 1}${by}`;
  return attempt === 0 ? "First attempt" : `Repair ${attempt}`;
}
