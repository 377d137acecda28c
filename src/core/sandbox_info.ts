/** What a sandbox is made of, by the names of its fields in run files and summaries. */

export interface SandboxInfo {
  readonly kind: "process" | "docker" | "remote";
  /** The isolation layer in words, for example "namespaces+uid+landlock+seccomp". */
  readonly tier: string;
  /** The version of the harness's interpreter, under the name that run files have it by. */
  readonly python: string;
  /** Anything else worth recording: image digest, cgroup version. */
  readonly details: Readonly<Record<string, string>>;
}

/** @param parts `interpreter`: the version of what the harness and its candidates run on */
export function sandboxInfo({
  interpreter,
  ...parts
}: Omit<SandboxInfo, "python"> & { readonly interpreter: string }): SandboxInfo {
  const { kind, tier, details } = parts;
  return { kind, tier, python: interpreter, details };
}

/** The same in a run file's table of versions. */
export function interpreterVersions({ python }: SandboxInfo): Record<string, string> {
  return { python };
}

/** "python 3.11.2" */
export function interpreterInWords(info: SandboxInfo): string {
  return Object.entries(interpreterVersions(info)).flat().join(" ");
}
