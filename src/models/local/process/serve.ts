/** The model's process: loads once, then answers as many requests at a time as it can. It ends when its parent does. */
import pLimit from "p-limit";
import { messageOf } from "../../../lib/errors.ts";
import type { Decoding } from "../../backend.ts";
import { CancelledError, generate, openWriter, score, type Writer } from "../../decoding/generate.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import type { GenerateRequest, LoadRequest, Reply, Request, ScoreRequest } from "./protocol.ts";

let model: LoadedModel | undefined;
const writers = new Map<Decoding, Promise<Writer>>();
const inTurn = pLimit(1);
/** Calls that are given up and not yet answered. */
const cancelled = new Set<number>();

function reply(message: Reply): void {
  // Who asked may be gone by now: then this process ends, too.
  process.send?.(message, undefined, undefined, () => {});
}

function note(line: string): void {
  reply({ kind: "note", line });
}

async function load(request: LoadRequest): Promise<Reply> {
  try {
    model = await loadModel(request, note);
    return { kind: "loaded", loaded: model.loaded };
  } catch (error) {
    return { kind: "unloadable", reason: messageOf(error) };
  }
}

async function answer(request: GenerateRequest | ScoreRequest): Promise<Reply> {
  const { id } = request;
  try {
    if (model === undefined) throw new Error("no model is loaded");
    const writer = await writerOf(model, request.decoding);
    inTurn.concurrency = writer.rows;
    const isCancelled = () => cancelled.has(id);
    if (request.kind === "score")
      return { kind: "scored", id, scores: await inTurn(score, model, writer, request, isCancelled) };
    const begun = (promptTokens: number) => reply({ kind: "begun", id, promptTokens });
    const generated = await inTurn(generate, model, writer, request, { begun, isCancelled });
    return { kind: "generated", id, generated };
  } catch (error) {
    if (error instanceof CancelledError) return { kind: "cancelled", id };
    return { kind: "failed", id, reason: messageOf(error) };
  } finally {
    cancelled.delete(id);
  }
}

function writerOf(loaded: LoadedModel, decoding: Decoding): Promise<Writer> {
  const writer = writers.get(decoding) ?? openWriter(loaded, decoding, note);
  writers.set(decoding, writer);
  return writer;
}

process.on("message", async (request: Request) => {
  if (request.kind === "load") reply(await load(request));
  if (request.kind === "generate" || request.kind === "score") reply(await answer(request));
  if (request.kind === "cancel") cancelled.add(request.id);
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; what it means is the parent's to say.
process.on("SIGINT", () => {});
