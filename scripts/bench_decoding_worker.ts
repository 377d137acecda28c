/** One mode of `bench_decoding.ts`, in a process of its own so that its memory is its own: FOLDER DTYPE MODE THREADS. */
import { readFileSync, writeFileSync } from "node:fs";
import { messageOf } from "../src/lib/errors.ts";
import { checkTokensOf } from "../src/models/decoding/engine.ts";
import { encodePrompt } from "../src/models/decoding/prompt.ts";
import { loadModel } from "../src/models/local/process/load.ts";
import { type Mode, type Opened, openMode } from "./bench_decoding/modes.ts";
import type { Measured, Question, Reply } from "./bench_decoding/protocol.ts";
import { script } from "./support/script.ts";

const { words } = script({
  about: "One mode of bench_decoding.ts, which starts it.",
  words: { takes: "FOLDER DTYPE MODE THREADS", help: "the model, and how it is measured", many: true, required: true },
});
const [folder = "", dtype = "fp32", mode = "generate", threads = "2"] = words;

const send = (reply: Reply): void => void process.send?.(reply);
const load = { kind: "load", folder, dtype, device: "cpu", threads: Number(threads) } as const;

try {
  const model = await loadModel(load, (line) => process.stderr.write(`${line}\n`));
  const opened = await openMode(mode as Mode, model, checkTokensOf(model));
  const { check, costs } = opened;
  forgetPeak();
  send({ kind: "open", loadedMb: peakMb(), ...(check && { check }), ...(costs && { costs }) });
  process.on("message", (question: Question) => {
    measure(model, opened, question).then(send, fail);
  });
} catch (error) {
  fail(error);
}
process.on("disconnect", () => process.exit(0));

function fail(error: unknown): void {
  send({ kind: "failed", reason: messageOf(error) });
}

async function measure(
  model: Awaited<ReturnType<typeof loadModel>>,
  { decode }: Opened,
  { messages, text }: Question,
): Promise<Measured> {
  const prompt = encodePrompt(model, messages);
  const forced = model.tokenizer.encode(text, { add_special_tokens: false });
  const sampling = { maxNewTokens: forced.length + 1, temperature: 0, topP: 1, seed: 0 };
  const before = process.cpuUsage();
  const { tokens, stats } = await decode(model, prompt, { ...sampling, forced, halt: () => undefined });
  const { user, system } = process.cpuUsage(before);
  const wrong = tokens.length !== forced.length + 1 || forced.some((token, at) => token !== tokens[at]);
  if (wrong) throw new Error("the loop wrote other tokens than those it was forced to");
  return { kind: "measured", tokens: tokens.length, stats, cpuSec: (user + system) / 1e6, peakMb: peakMb() };
}

/** Loading takes more memory than running; Linux can be told to forget that peak, elsewhere it counts. */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Not Linux.
  }
}

function peakMb(): number {
  try {
    const line = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    return Number(line?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
