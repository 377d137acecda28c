/** The model's process: loads once, then answers one request after the other. It ends when its parent does. */
import { messageOf } from "../../../errors.ts";
import { CancelledError, generate } from "./generate.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import type { GenerateRequest, LoadRequest, Reply, Request } from "./protocol.ts";

let model: LoadedModel | undefined;
/** Calls up to this one are given up. */
let cancelled = 0;

function reply(message: Reply): void {
  process.send?.(message);
}

async function load(request: LoadRequest): Promise<Reply> {
  try {
    model = await loadModel(request, (line) => reply({ kind: "note", line }));
    return { kind: "loaded", loaded: model.loaded };
  } catch (error) {
    return { kind: "unloadable", reason: messageOf(error) };
  }
}

async function answer(request: GenerateRequest): Promise<Reply> {
  const { id } = request;
  try {
    if (model === undefined) throw new Error("no model is loaded");
    const begun = (promptTokens: number) => reply({ kind: "begun", id, promptTokens });
    const note = (line: string) => reply({ kind: "note", line });
    const isCancelled = () => id <= cancelled;
    return { kind: "generated", id, generated: await generate(model, request, { begun, note, isCancelled }) };
  } catch (error) {
    if (error instanceof CancelledError) return { kind: "cancelled", id };
    return { kind: "failed", id, reason: messageOf(error) };
  }
}

process.on("message", async (request: Request) => {
  if (request.kind === "load") reply(await load(request));
  if (request.kind === "generate") reply(await answer(request));
  if (request.kind === "cancel") cancelled = Math.max(cancelled, request.id);
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches every process of the terminal; what it means is the parent's to say.
process.on("SIGINT", () => {});
