/** Messages → the text that the model reads → its tokens. */
import type { Tensor } from "@huggingface/transformers";
import type { ToolSpec } from "../../core/index.ts";
import type { LoadedModel } from "../local/process/load.ts";
import type { ChatTurn } from "../local/process/protocol.ts";

/** Some templates print today's date unless they are told one; a fixed one keeps answers reproducible. */
const DATE = "26 Jul 2024";

export interface Prompt {
  /** int64, [1, tokens]. */
  readonly input_ids: Tensor;
  readonly attention_mask: Tensor;
  readonly length: number;
}

export interface PromptOptions {
  /** `none`: the messages' text, and nothing around it. */
  readonly template?: "none";
  /** What the template tells of tools. */
  readonly tools?: readonly ToolSpec[];
}

/**
 * The prompt of a conversation, ending where the answer is to begin.
 *
 */
export function encodePrompt(model: LoadedModel, messages: readonly ChatTurn[], more: PromptOptions = {}): Prompt {
  const { template, tools } = more;
  const isBare = template === "none" || model.template === undefined;
  const text = isBare ? messages.map(({ content }) => content).join("\n\n") : renderPrompt(model, messages, tools);
  // A template writes the special tokens itself.
  const encoded = model.tokenizer(text, { add_special_tokens: isBare });
  const input_ids: Tensor = encoded.input_ids;
  return { input_ids, attention_mask: encoded.attention_mask, length: input_ids.dims[1] ?? 0 };
}

function renderPrompt(
  { tokenizer, template = "" }: LoadedModel,
  messages: readonly ChatTurn[],
  tools?: readonly ToolSpec[],
): string {
  const options = {
    ...(tools && { tools: [...tools] }),
    chat_template: template,
    tokenize: false,
    add_generation_prompt: true,
    date_string: DATE,
  } as const;
  try {
    return tokenizer.apply_chat_template([...messages], options);
  } catch (error) {
    // Templates without a system role say so by failing.
    if (messages[0]?.role !== "system") throw error;
    return tokenizer.apply_chat_template(mergeSystem(messages), options);
  }
}

/** The system's words at the head of the first message of the user. */
function mergeSystem([system, first, ...rest]: readonly ChatTurn[]): ChatTurn[] {
  const content = [system, first].flatMap((message) => (message ? [message.content] : [])).join("\n\n");
  return [{ role: "user", content }, ...rest];
}
