/** The process that writes a graph and its weights: it reads a tensor, writes it, and forgets it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import { ATTENTIONS, type AttentionName } from "../graph/attention.ts";
import { decoderGraph } from "../graph/decoder_graph.ts";
import { writeExternalFile } from "../graph/external_file.ts";
import { FORMATS, type FormatName, UNSIGNED_W8A8 } from "../graph/formats.ts";
import { writeModel } from "../graph/model_files.ts";
import type { StoredModel } from "./stored_model.ts";
import { storedWeights } from "./weight_source.ts";

export interface ConvertRequest {
  readonly model: Pick<StoredModel, "shape" | "tensors">;
  readonly format: FormatName;
  readonly attention: AttentionName;
  /** Conversations that one pass reads; see `GraphOptions`. */
  readonly slots?: number;
  /** Weights of `w8a8` as unsigned bytes; see `cutsOffByteProducts`. */
  readonly unsigned?: boolean;
  /** Of the new model; it is there already. */
  readonly folder: string;
}

export type ConvertMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "done"; readonly peakBytes: number }
  | { readonly kind: "failed"; readonly why: string };

const DATA = "onnx/model.onnx_data";

/** Writes `onnx/model.onnx` and its data. */
async function convert(request: ConvertRequest, say: (message: ConvertMessage) => void): Promise<void> {
  const { model, format, attention, slots, unsigned, folder } = request;
  const { built } = writeExternalFile(join(folder, DATA), (external) =>
    decoderGraph(model.shape, storedWeights(model), {
      ...{
        format: unsigned ? UNSIGNED_W8A8 : FORMATS[format],
        attention: ATTENTIONS[attention],
        external,
        ...(slots && { slots }),
      },
      onProgress: (done, total) => say({ kind: "progress", done, total }),
    }),
  );
  await writeModel(folder, new Map([["onnx/model.onnx", built]]));
}

const say = (message: ConvertMessage): void => void process.send?.(message);
// Ctrl-C is the parent's to answer; its end is ours.
process.on("SIGINT", () => undefined);
process.on("message", async (request: ConvertRequest) => {
  process.once("disconnect", () => {
    rmSync(request.folder, { recursive: true, force: true });
    process.exit(1);
  });
  try {
    await convert(request, say);
    say({ kind: "done", peakBytes: 1024 * process.resourceUsage().maxRSS });
  } catch (error) {
    say({ kind: "failed", why: messageOf(error) });
  }
});
