/**
 * Whether this processor cuts off products of unsigned and signed bytes. Those without instructions for dot products of
 * bytes (AVX2, AVX-512 before VNNI) add two products in 16 bits; in every forward pass alike, so that equal bits do not
 * show it.
 */
import { type Tensor as Constant, createGraph } from "./onnx.ts";

const [ROWS, INPUTS, OUTPUTS] = [16, 64, 32];
/** Two of these products are more than 16 bits hold. */
const [UNSIGNED, SIGNED] = [255, 127];

/** Multiplies the largest bytes, by the operator that row-wise int8 uses. */
export async function cutsOffByteProducts(): Promise<boolean> {
  // The runtime would report its use to its maker; a process of our own is started with the same.
  process.env.ORT_DISABLE_TELEMETRY = "1";
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const data = Buffer.concat(probe().map((part) => Buffer.from(part)));
  const session = await InferenceSession.create(data, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  try {
    const input = new Tensor("uint8", new Uint8Array(ROWS * INPUTS).fill(UNSIGNED), [ROWS, INPUTS]);
    const { product } = await session.run({ input });
    return isCutOff(product?.data as Float32Array);
  } finally {
    await session.release();
  }
}

/** Whether any sum is not what it should be. */
export function isCutOff(products: Float32Array): boolean {
  return products.some((value) => value !== INPUTS * UNSIGNED * SIGNED);
}

function probe() {
  const g = createGraph("byte_products");
  const scalar = (type: "uint8" | "float32", data: Uint8Array): Constant => ({ type, dims: [], data });
  const one = new Uint8Array(Float32Array.of(1).buffer);
  const weights = new Uint8Array(new Int8Array(INPUTS * OUTPUTS).fill(SIGNED).buffer);
  g.output("product", "float32", [ROWS, OUTPUTS]);
  const inputs = [
    g.input("input", "uint8", [ROWS, INPUTS]),
    g.constant("weights", { type: "int8", dims: [INPUTS, OUTPUTS], data: weights }),
    g.constant("input_scale", scalar("float32", one)),
    g.constant("weight_scale", scalar("float32", one)),
    g.constant("input_zero", scalar("uint8", Uint8Array.of(0))),
  ];
  g.op("MatMulIntegerToFloat", inputs, {}, { domain: "com.microsoft", output: "product" });
  return g.encode();
}
