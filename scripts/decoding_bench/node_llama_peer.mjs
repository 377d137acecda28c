// node-llama-cpp with its predictor that looks up the input, greedy, from where it is installed.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

let answer;

async function start({ model: modelPath, maxNewTokens, how }) {
  const library = pathToFileURL(join(how, "node_modules/node-llama-cpp/dist/index.js"));
  const { getLlama, InputLookupTokenPredictor, LlamaCompletion } = await import(library.href);
  const threads = availableParallelism();
  const llama = await getLlama({ build: "never", gpu: false, maxThreads: threads });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 4096, threads, sequences: 1 });
  return async (prompt) => {
    const contextSequence = context.getSequence({ tokenPredictor: new InputLookupTokenPredictor() });
    const completion = new LlamaCompletion({ contextSequence });
    const began = performance.now();
    let [tokens, firstAt] = [0, 0];
    const text = await completion.generateCompletion(model.tokenize(prompt, true), {
      maxTokens: maxNewTokens,
      temperature: 0,
      onToken: (list) => {
        firstAt ||= performance.now();
        tokens += list.length;
      },
    });
    completion.dispose();
    contextSequence.dispose();
    return { text, tokens, prefillSec: (firstAt - began) / 1000 };
  };
}

process.on("message", async (message) => {
  if (typeof message === "string") return process.send(await answer(message));
  answer = await start(message);
  process.send("ready");
});
process.on("disconnect", () => process.exit(0));
