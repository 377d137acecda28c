/** Short names for models that are known to work, and where the ONNX weights of others may be. */

/** Alias → repository with ONNX weights. */
const ALIASES: Readonly<Record<string, string>> = {
  "qwen2.5-0.5b": "onnx-community/Qwen2.5-0.5B-Instruct",
  "qwen2.5-1.5b": "onnx-community/Qwen2.5-1.5B-Instruct",
  "qwen2.5-coder-0.5b": "onnx-community/Qwen2.5-Coder-0.5B-Instruct",
  "qwen2.5-coder-1.5b": "onnx-community/Qwen2.5-Coder-1.5B-Instruct",
  "qwen2.5-coder-3b": "onnx-community/Qwen2.5-Coder-3B-Instruct",
  "qwen3-0.6b": "onnx-community/Qwen3-0.6B-ONNX",
  "smollm2-135m": "HuggingFaceTB/SmolLM2-135M-Instruct",
  "smollm2-360m": "HuggingFaceTB/SmolLM2-360M-Instruct",
  "smollm2-1.7b": "HuggingFaceTB/SmolLM2-1.7B-Instruct",
};

export function aliasNames(): string[] {
  return Object.keys(ALIASES);
}

/** The repository that a name stands for: an alias's, or the name itself. */
export function repositoryOf(name: string): string {
  return ALIASES[name.toLowerCase()] ?? name;
}

/**
 * Repositories to look for ONNX weights in, in this order: the one named, then the conversions that the ONNX community
 * keeps under the same name.
 */
export function weightCandidates(id: string): string[] {
  const [owner, name] = id.split("/");
  if (name === undefined || owner === "onnx-community") return [id];
  return [id, `onnx-community/${name}`, `onnx-community/${name}-ONNX`];
}
