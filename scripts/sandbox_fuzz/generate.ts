/** Whole candidates that are hostile, made of the parts in `acts/`: which parts, when, and of what a seed decides. */
import { readFileSync } from "node:fs";
import { type Random, seededRandom } from "../../src/models/decoding/sampling.ts";

export interface HostileProgram {
  readonly seed: number;
  readonly code: string;
  /** By construction: its `solve` computes what the tests ask for, or never does. */
  readonly right: boolean;
  /** What it does besides. */
  readonly acts: readonly string[];
}

const GROUPS = ["calls", "processes", "descriptors", "files", "interpreter"] as const;
/** Acts that wait for a limit, as they must; few programs have one, so that many can be run. */
const SLOW = new Set([
  ...["any_calls", "stops_itself", "recursion", "memory", "prints_without_end", "spins", "nested_folders"],
  ...["a_busy_thread", "fills_with_names", "alarms", "removed_and_mapped"],
]);
const SLOW_SHARE = 0.02;
const MOST_ACTS = 6;

const read = (name: string): string => readFileSync(new URL(`acts/${name}.py`, import.meta.url), "utf8");
const TOOLS = read("tools");
const ANSWERS = read("answers");
const PARTS = GROUPS.flatMap((group) => partsOf(read(group)));
const QUICK = PARTS.filter(({ act }) => !SLOW.has(act));
const RARE = PARTS.filter(({ act }) => SLOW.has(act));

interface Part {
  readonly act: string;
  readonly code: string;
}

/** The parts of a file: its functions, each with the constants above it. */
function partsOf(code: string): Part[] {
  const parts: Part[] = [];
  let above = "";
  for (const piece of code.split(/\n\n\n(?=\S)/)) {
    const act = /^def (\w+)\(\):/m.exec(piece)?.[1];
    if (act !== undefined) parts.push({ act, code: above + piece });
    above = act === undefined ? `${above}${piece}\n\n\n` : "";
  }
  return parts;
}

/** The program of a seed: the same on every machine. */
export function hostileProgram(seed: number): HostileProgram {
  const random = seededRandom(seed);
  const right = random() < 0.5;
  const parts = Array.from({ length: 1 + Math.floor(random() * MOST_ACTS) }, () =>
    pick(random() < SLOW_SHARE ? RARE : QUICK, random),
  );
  const acts = parts.map((part) => part.act);
  const moments = acts.map((act) => ({ act, when: pick(MOMENTS, random) }));
  const at = (when: Moment, indent: string): string =>
    moments.map((it) => (it.when === when ? `${indent}${lineOf(it.act, random)}\n` : "")).join("");
  const code = [
    TOOLS.replace("@SEED@", String(seed)),
    ...new Set(parts.map((part) => part.code)),
    right ? "" : ANSWERS,
    `${at("import", "")}\n\ndef solve(x):\n${at("before", "    ")}    answer = ${right ? "x * x" : "wrong(x)"}`,
    `${at("after", "    ")}    return answer\n${at("last", "")}`,
  ];
  return { seed, code: code.join("\n"), right, acts };
}

const MOMENTS = ["import", "before", "after", "last"] as const;
type Moment = (typeof MOMENTS)[number];

function lineOf(act: string, random: Random): string {
  const way = random();
  if (way < 0.7) return `quiet(${act})`;
  return way < 0.85 ? `threading.Thread(target=quiet, args=(${act},), daemon=True).start()` : `${act}()`;
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] as T;
}
