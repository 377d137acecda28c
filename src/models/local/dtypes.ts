/** The number formats in which a repository offers its weights, told by the names of its files. */
import { UserError } from "../../lib/errors.ts";

/**
 * dtype → suffix of the file, in the order of preference: 4-bit blocks first (small, and one pass over several tokens
 * computes what several passes do), then full and half precision, then the formats that scale activations over all
 * tokens of a pass, then the coarse ones.
 */
const SUFFIXES: Readonly<Record<string, string>> = {
  q4: "_q4",
  fp32: "",
  q4f16: "_q4f16",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  bnb4: "_bnb4",
  q2: "_q2",
  q2f16: "_q2f16",
  q1: "_q1",
  q1f16: "_q1f16",
};

/** Whether a path is the graph of a dtype, or a part of its external data (`…_data`, `…_data_1`). */
export function isWeightsOf(path: string, dtype: string): boolean {
  const file = weightsFile(dtype);
  return path === file || (path.startsWith(`${file}_data`) && /^(_\d+)?$/.test(path.slice(`${file}_data`.length)));
}

function weightsFile(dtype: string): string {
  return `onnx/model${SUFFIXES[dtype] ?? ""}.onnx`;
}

/** The dtypes that a repository has, the preferred one first. */
export function dtypesOf(files: readonly string[]): string[] {
  const names = new Set(files);
  return Object.keys(SUFFIXES).filter((dtype) => names.has(weightsFile(dtype)));
}

/**
 * The dtype to load: the one that was asked for, or the preferred one.
 * @param model what errors call it
 * @throws UserError naming those it has
 */
export function chooseDtype(model: string, files: readonly string[], wanted: string | undefined): string {
  const has = dtypesOf(files);
  const [best] = has;
  if (best === undefined) {
    const hint = "look for its name under onnx-community/, or convert it with optimum";
    throw new UserError(`${model} has no ONNX weights (onnx/model*.onnx)`, { hint });
  }
  if (wanted === undefined || wanted === "auto") return best;
  if (!has.includes(wanted))
    throw new UserError(`${model} has no dtype ${wanted}`, { hint: `it has ${has.join(", ")}` });
  return wanted;
}
