/** One failing function of a user's file: the agent of the main job, judged by the user's own tests. */
import { buildAgent } from "../agent/react_agent.ts";
import type {
  Attempt,
  Candidate,
  ChatModel,
  Failure,
  FunctionText,
  Judge,
  Judgement,
  Limits,
  SearchTrace,
  StrategyName,
  Task,
} from "../core/index.ts";
import { withoutRun } from "../judging/judgement.ts";
import type { CheckText } from "./aims.ts";
import type { FixLanguage } from "./language.ts";

export interface FixParts {
  readonly language: FixLanguage;
  readonly model: ChatModel;
  /** Judges the whole file as it would be. */
  readonly check: CheckText;
  /** Limits of what the search tries. */
  readonly tryOut?: Limits;
  /** Repairs by the model after its first answer. */
  readonly iters: number;
  readonly strategy: StrategyName | readonly StrategyName[];
  readonly repairTemperature: number;
  readonly seed: number;
  readonly search: { readonly budget: number; readonly seconds: number };
  /** Candidates judged at once. */
  readonly concurrency: number;
  /** Modules and names that a patch may bring in. */
  readonly allowed: readonly string[];
  /** What fails now, for the model. */
  readonly told: string;
  readonly signal?: AbortSignal;
  /** Told of every answer once it has been judged: of a repair that the time ends, too. */
  readonly onAttempt?: (attempts: readonly Attempt[]) => void;
}

export interface Fix {
  /** The file with the repaired function; undefined where none passed. */
  readonly source: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly search: SearchTrace | undefined;
}

/** Of what fails now. */
const LINES_TOLD = 12;

/** Repairs a function; nothing but its body can change. */
export async function fixFunction(source: string, target: FunctionText, parts: FixParts): Promise<Fix> {
  const { language, model, iters, strategy, repairTemperature, seed, search, concurrency, signal } = parts;
  const { bodyIn, withBody, broughtIn } = language.fix;
  const patched = (code: string): string | undefined => {
    const body = bodyIn(code, target.name, target.header);
    return body === undefined ? undefined : withBody(source, target, body);
  };
  const judgeIn = async (candidate: Candidate, inner?: AbortSignal, limits?: Limits): Promise<Judgement> => {
    const next = candidate.code === undefined ? undefined : patched(candidate.code);
    if (candidate.code === undefined) return withoutRun("no_code", "The answer holds no code.");
    if (next === undefined) return withoutRun("missing_entry_point", `The answer does not define ${target.name}.`);
    const brought = broughtIn(
      target.body,
      bodyIn(candidate.code, target.name, target.header) ?? "",
      parts.allowed,
      source,
    );
    if (brought.length > 0) return withoutRun("runtime_error", `Refused: the patch brings in ${brought.join(", ")}.`);
    return inCandidate(await parts.check(next, inner, limits), target);
  };
  const judge: Judge = (candidate, _task, inner) => judgeIn(candidate, inner);
  const tryOut: Judge = (candidate, _task, inner) => judgeIn(candidate, inner, parts.tryOut);
  const agent = buildAgent({
    ...{ model, judge, context: "docs", feedback: "assertion", iters, strategy, repairTemperature, seed },
    search: { ...search, guide: "tests", tryOut, concurrency },
    onAttempt: (_task, made) => parts.onAttempt?.(made),
  });
  const { attempts, search: trace } = await agent(taskOf(target, parts.told, language), 0, signal);
  const last = attempts.at(-1);
  const fixed = last?.verdict === "passed" && last.candidate !== null ? patched(last.candidate) : undefined;
  return { source: fixed, attempts, search: trace };
}

function taskOf(target: FunctionText, told: string, { id, fix }: FixLanguage): Task {
  const { name, path, header, docstring, body } = target;
  const lines = told === "" ? [] : told.trim().split("\n").slice(0, LINES_TOLD);
  const comment = lines.map((line) => `${fix.comment} ${line}\n`).join("");
  return {
    ...{ task_id: path, language: id, docstring, declaration: header, entry_point: name },
    prompt: `${comment}${header}${docstring}`,
    buggy_solution: body,
    ...{ canonical_solution: "", bug_type: "", failure_symptoms: "" },
    check: { kind: "unit_tests", tests: "", helpers: "" },
  };
}

/** Frames with lines of the function alone, as the candidate has them, in place of the file's. */
function inCandidate(judgement: Judgement, { lines: [first], header, docstring }: FunctionText): Judgement {
  const { failure } = judgement;
  if (failure === undefined) return judgement;
  const head = header.split("\n").length - 1;
  const documented = docstring === "" ? 0 : docstring.split("\n").length - 1;
  const frames = failure.frames.flatMap((frame): Failure["frames"][number][] => {
    const line = frame.line - first + 1;
    return line < 1 ? [] : [{ ...frame, line: line > head ? line - documented : line }];
  });
  return { ...judgement, failure: { ...failure, frames } };
}
