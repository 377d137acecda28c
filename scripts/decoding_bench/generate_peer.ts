/** Transformers.js as it is: `generate`, greedy, over a graph on the disk. */
import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel, type Tensor } from "@huggingface/transformers";
import type { PeerReply, PeerStart } from "./peer_way.ts";

env.allowRemoteModels = false;
env.useFSCache = false;
env.logLevel = LogLevel.NONE;

async function start({ model: folder, maxNewTokens }: PeerStart): Promise<(prompt: string) => Promise<PeerReply>> {
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const options = { local_files_only: true, dtype: "fp32", device: "cpu" } as const;
  const model = await AutoModelForCausalLM.from_pretrained(folder, options);
  return async (prompt) => {
    const inputs = tokenizer(prompt, { add_special_tokens: false });
    const settings = { do_sample: false, num_beams: 1, max_new_tokens: maxNewTokens };
    const all = (await model.generate({ ...inputs, ...settings } as never)) as Tensor;
    const length = (inputs.input_ids as Tensor).dims[1] ?? 0;
    const ids = Array.from(all.data as BigInt64Array, Number).slice(length);
    const decoding = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
    return { text: tokenizer.decode(ids, decoding), tokens: ids.length, passes: ids.length };
  };
}

let answering: Promise<(prompt: string) => Promise<PeerReply>> | undefined;
process.on("message", async (message: PeerStart | string) => {
  if (typeof message !== "string") {
    answering = start(message);
    await answering;
    process.send?.("ready" satisfies PeerReply);
  } else process.send?.(await (await answering)?.(message));
});
process.on("disconnect", () => process.exit(0));
