/** Ways of other libraries: each in a process of its own, which is asked by messages. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { AutoTokenizer, env } from "@huggingface/transformers";
import { ggufModel } from "../../src/models/weights/open_stored.ts";
import type { Opening } from "./own_way.ts";
import type { Messages, Way, Written } from "./way.ts";

/** What a peer is given first; then it gets a prompt at a time. */
export interface PeerStart {
  readonly model: string;
  readonly maxNewTokens: number;
  /** How it decodes, or where its library lies. */
  readonly how: string;
}
export type PeerReply = "ready" | Written;

/** `generate` of Transformers.js on the graph that this program writes. @param name "w8a8:generate" */
export async function generateWay(name: string, opening: Opening): Promise<Way> {
  const { folder } = await written(name.split(":")[0] ?? "", opening);
  return peerWay({ name, script: "generate_peer.ts", folder }, { ...opening, model: folder, how: "" });
}

/** node-llama-cpp, with its predictor that looks up the input. @param library folder in which it is installed */
export async function nodeLlamaWay(library: string, opening: Opening): Promise<Way> {
  const { folder } = await written("w8a8", opening);
  return peerWay({ name: "node-llama-cpp", script: "node_llama_peer.mjs", folder }, { ...opening, how: library });
}

function written(dtype: string, { model, report }: Opening): Promise<{ folder: string }> {
  const sampling = { temperature: 0, topP: 1, maxNewTokens: 1, stop: [] };
  return ggufModel(model, { model, dtype, sampling, report });
}

interface Peer {
  readonly name: string;
  readonly script: string;
  /** Of the model as this program writes it: all are asked the same text. */
  readonly folder: string;
}

async function peerWay({ name, script, folder }: Peer, { model, maxNewTokens, how }: Opening & { how: string }) {
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const stdio = ["ignore", 2, 2, "ipc"] as const;
  const child = fork(join(import.meta.dirname, script), [], { stdio: [...stdio], serialization: "advanced" });
  await told(child, { model, maxNewTokens, how } satisfies PeerStart);
  const ask = async (messages: Messages): Promise<Written> => {
    const prompt = tokenizer.apply_chat_template([...messages], { tokenize: false, add_generation_prompt: true });
    return (await told(child, prompt as string)) as Written;
  };
  const dispose = async (): Promise<void> => {
    const ended = once(child, "exit");
    child.kill();
    await ended;
  };
  const way: Way = { name, atOnce: 1, ask, [Symbol.asyncDispose]: dispose, ...(child.pid && { pid: child.pid }) };
  return way;
}

/** What a peer answers to a message. */
async function told(child: ChildProcess, message: PeerStart | string): Promise<PeerReply> {
  const died = new AbortController();
  const onExit = () => died.abort(new Error("the peer's process ended"));
  child.once("exit", onExit);
  child.send(message);
  try {
    const [reply] = await once(child, "message", { signal: died.signal });
    return reply as PeerReply;
  } finally {
    child.off("exit", onExit);
  }
}
