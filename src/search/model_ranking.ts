/** The search's likeliest edits in the order that a model's likelihood gives them together with the search's own. */
import type { Proposal, Proposals } from "../core/index.ts";

/** Edits that the model is asked about; the others keep their order, behind them. */
export const RANKED = 48;
/** What the model's logarithm of the odds counts beside the search's. */
const SHARE = 0.5;

/** How likely programs are by the model, as changes of the unchanged one. */
type Likelihoods = (programs: readonly string[]) => Promise<readonly number[]>;

/**
 * @param open gives the search's own order, from its beginning
 * @param share of the model, against the search's 1
 */
export async function rankedByModel(
  open: () => Proposals,
  likelihoods: Likelihoods,
  share = SHARE,
): Promise<Proposals> {
  const known = new Map<string, number>();
  const given = new Set<string>();
  const order = async (own: Proposals): Promise<Iterator<Proposal, undefined>> => {
    const first = take(own, RANKED);
    const asked = first.map(({ code }) => code).filter((code) => !known.has(code));
    const scores = asked.length === 0 ? [] : await likelihoods(asked);
    for (const [at, code] of asked.entries()) known.set(code, scores[at] ?? Number.NEGATIVE_INFINITY);
    const score = ({ code, likelihood = 0 }: Proposal): number => likelihood + share * (known.get(code) ?? 0);
    const singles = first.filter(({ edits = 1 }) => edits === 1).sort((a, b) => score(b) - score(a));
    return chained([...singles, ...first.filter(({ edits = 1 }) => edits > 1)], own);
  };
  let queue = await order(open());
  return {
    next: () => {
      for (let step = queue.next(); !step.done; step = queue.next()) {
        if (given.has(step.value.code)) continue;
        given.add(step.value.code);
        return step.value;
      }
      return undefined;
    },
    heed: async (verdict, failure) => {
      const own = open();
      await own.heed(verdict, failure);
      queue = await order(own);
    },
  };
}

function take(from: Proposals, count: number): Proposal[] {
  return Array.from({ length: count }, () => from.next()).filter((it) => it !== undefined);
}

function* chained(first: readonly Proposal[], rest: Proposals): Generator<Proposal, undefined> {
  yield* first;
  for (let next = rest.next(); next !== undefined; next = rest.next()) yield next;
  return undefined;
}
