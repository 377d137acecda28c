/** What a command of the documents needs, line by line. A rule is a pattern and the reason for it. */

export type Rule = readonly [RegExp, string];

/** Never run here. */
export const CANNOT: readonly Rule[] = [
  [/FILE\.gguf/, "a model file of the reader's own"],
  [/npm test|npm run check/, "the suite that this test is a part of; continuous integration runs it"],
  [/redis:\/\/|redis-server|bullmq/, "needs a Redis of its own; test/distributed runs the same with one"],
  [/langgraph-cli dev/, "somebody else's server, which runs until it is ended"],
];

/** Run with CI=true only: what takes longer than a quick suite may. */
export const SLOW: readonly Rule[] = [
  [/npm (ci|i|install)\b/, "installs the dependencies"],
  [/npx code-repair-agent/, "runs the package that was installed"],
  [/doctor --attack/, "runs all attacks"],
  [/bench_/, "measures"],
];

/** Pages that the quick suite runs; with CI=true all are run. */
export const QUICK_PAGES: readonly string[] = ["README.md", "docs/fix.md"];

/** Addresses that belong to somebody else on a machine: a stand-in listens elsewhere. */
export const ADDRESSES: readonly RegExp[] = [
  /http:\/\/localhost:11434(?=\/v1)/g,
  /http:\/\/127\.0\.0\.1:8080(?=\/v1)/g,
];

export const NEEDS_PYTEST = /pytest|fix --last/;
export const NEEDS_DOCKER = /--sandbox docker/;

/** What stdout of a block that holds the pattern says. */
export const SAYS: readonly (readonly [RegExp, RegExp])[] = [
  [/--model replay:results\/known\.jsonl/, /"passed":6,"pass_at_1":1,/],
  [/--model replay:results\/bugs\.jsonl/, /"passed":0,"pass_at_1":0,/],
  [/npm start/, /^ +solved +0 of 36 +\d+ of 36$/m],
  [/--dataset-path results\/own\.jsonl/, /"tasks":1,.*"passed":1,/],
  [/--dataset-path dataset\/bogus\.parquet/, /"tasks":8,.*"passed":0,/],
  [/fix stats\.py --tests/, /^\+ {8}if best is None or value > best:/m],
  [/fix stats\.py --command/, /verified by pytest \(forgeable\)/],
];
