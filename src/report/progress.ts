/** Progress of a run: a bar on a terminal, plain lines elsewhere; always on stderr. */

import cliProgress from "cli-progress";
import { forTerminal } from "../lib/terminal.ts";

/** How often plain progress is written where nobody watches a bar. */
const LINE_SECONDS = 10;

export interface Progress {
  /** One task is done. */
  done(passed: boolean): void;
  /** A line for the reader, without disturbing the bar. */
  line(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly total: number;
  /** Tasks of an earlier session, and how many of them passed. */
  readonly before: { readonly done: number; readonly passed: number };
  readonly quiet: boolean;
  readonly stream: NodeJS.WriteStream;
}

export function startProgress(options: ProgressOptions): Progress {
  const state = { ...options.before, started: performance.now() };
  const view = options.quiet ? silent() : options.stream.isTTY ? bar(options, state) : lines(options, state);
  return {
    done: (passed) => {
      state.done++;
      if (passed) state.passed++;
      view.update();
    },
    line: (text) => {
      if (!options.quiet) view.line(text);
    },
    stop: () => view.stop(),
  };
}

interface State {
  done: number;
  passed: number;
  readonly started: number;
}

interface View {
  update(): void;
  line(text: string): void;
  stop(): void;
}

function silent(): View {
  return { update() {}, line() {}, stop() {} };
}

function bar({ total, before, stream }: ProgressOptions, state: State): View {
  const format = "{bar} {value}/{total} · passed {passed} · {rate} · {left} left";
  const { shades_classic } = cliProgress.Presets;
  const drawn = new cliProgress.SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, shades_classic);
  drawn.start(total, state.done, figures(total, before.done, state));
  return {
    update: () => drawn.update(state.done, figures(total, before.done, state)),
    line: (text) => stream.write(`\r\x1b[K${forTerminal(text)}\n`),
    stop: () => drawn.stop(),
  };
}

function lines({ total, before, stream }: ProgressOptions, state: State): View {
  let last = Number.NEGATIVE_INFINITY;
  return {
    update: () => {
      const now = performance.now();
      if (state.done < total && now - last < LINE_SECONDS * 1000) return;
      last = now;
      const { passed, rate, left } = figures(total, before.done, state);
      stream.write(`${state.done}/${total} done · passed ${passed} · ${rate} · ${left} left\n`);
    },
    line: (text) => stream.write(`${forTerminal(text)}\n`),
    stop() {},
  };
}

/** Rate and time left of this session: what an earlier one did took no time now. */
function figures(total: number, before: number, state: State) {
  const seconds = (performance.now() - state.started) / 1000;
  const made = state.done - before;
  const perTask = made > 0 ? seconds / made : Number.NaN;
  return {
    passed: state.passed,
    rate: made === 0 ? "…" : perTask > 1 ? `${perTask.toFixed(1)} s/task` : `${(1 / perTask).toFixed(1)} tasks/s`,
    left: made === 0 ? "…" : duration(perTask * (total - state.done)),
  };
}

/** Seconds as a person says them: 42 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return whole < 10 && seconds !== whole ? `${seconds.toFixed(1)} s` : `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
