/** The model's thread: loads once, then answers one request after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../../errors.ts";
import { CancelledError, generate } from "./generate.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import type { GenerateRequest, LoadRequest, Reply, Request } from "./protocol.ts";

const load = workerData as LoadRequest;
const cancelled = new Int32Array(load.cancelled);
const reply = (message: Reply): void => parentPort?.postMessage(message);

async function answer(model: LoadedModel, request: GenerateRequest): Promise<Reply> {
  const { id } = request;
  // The thread computes without a pause, so that no message reaches it: a shared number does.
  const isCancelled = () => Atomics.load(cancelled, 0) >= id;
  try {
    const begun = (promptTokens: number) => reply({ kind: "begun", id, promptTokens });
    return { kind: "generated", id, generated: await generate(model, request, { begun, isCancelled }) };
  } catch (error) {
    if (error instanceof CancelledError) return { kind: "cancelled", id };
    return { kind: "failed", id, reason: messageOf(error) };
  }
}

async function serve(): Promise<void> {
  const model = await loadModel(load, (line) => reply({ kind: "note", line }));
  parentPort?.on("message", async (request: Request) => {
    if (request !== "close") return reply(await answer(model, request));
    await model.model.dispose();
    parentPort?.close();
  });
  reply({ kind: "loaded", loaded: model.loaded });
}

serve().catch((error) => reply({ kind: "unloadable", reason: messageOf(error) }));
