/** What a measurement of `fix` says beside who repaired what: how to share the time, and how to ask for repairs. */

/** One project, repaired or not. */
export interface Measured {
  readonly project: string;
  readonly fixed: boolean;
  /** Of the whole program. */
  readonly seconds: number;
  /** Since the search or the model could begin; not in records of earlier versions. */
  readonly repairing?: number;
  readonly answers?: readonly {
    readonly strategy: string;
    readonly verdict: string;
    readonly repeats: boolean;
    readonly seconds: number;
  }[];
}

/** A share of the time for the search, and what is repaired by then, or by the model in the rest. */
interface ShareRow {
  readonly seconds: number;
  readonly search: number;
  readonly model: number;
  readonly either: number;
}

/**
 * What the search and a model would repair one after the other, told by what each repaired alone.
 *
 * @param total seconds for both
 * @param step between two shares
 */
export function shareRows(
  search: readonly Measured[],
  model: readonly Measured[],
  total: number,
  step: number,
): ShareRow[] {
  const shares = Array.from({ length: Math.floor(total / step) + 1 }, (_, at) => at * step);
  return shares.map((seconds) => {
    const [first, then] = [repairedIn(search, seconds), repairedIn(model, total - seconds)];
    return { seconds, search: first.length, model: then.length, either: new Set([...first, ...then]).size };
  });
}

function repairedIn(all: readonly Measured[], seconds: number): string[] {
  return all.filter((it) => it.fixed && (it.repairing ?? it.seconds) <= seconds).map(({ project }) => project);
}

export function shareTable(rows: readonly ShareRow[]): string {
  const head = "| seconds of the search | it repairs | the model in the rest | either |\n|---|---|---|---|\n";
  return head + rows.map((it) => `| ${it.seconds} | ${it.search} | ${it.model} | ${it.either} |\n`).join("");
}

/** How often each strategy was asked, repeated an earlier answer, and repaired. */
export function strategyTable(all: readonly Measured[]): string {
  const answers = all.flatMap((it) => it.answers ?? []);
  const names = [...new Set(answers.map(({ strategy }) => strategy))];
  const rows = names.map((name) => {
    const own = answers.filter(({ strategy }) => strategy === name);
    const passed = own.filter(({ verdict }) => verdict === "passed").length;
    return `| ${name} | ${own.length} | ${own.filter(({ repeats }) => repeats).length} | ${passed} |\n`;
  });
  return rows.length === 0 ? "" : `| asked for by | answers | repeats | passed |\n|---|---|---|---|\n${rows.join("")}`;
}
