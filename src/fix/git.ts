/**
 * What git says of a project. A repository's own configuration runs programs, so git only ever runs behind the isolation
 * layer that commands of the project run behind, and what it says is no more than a claim of the project.
 */
import type { CommandRunner } from "../core/index.ts";
import { limitsFromFlags } from "../sandbox/limits.ts";
import type { WorkTree } from "./work_tree.ts";

const LIMITS = limitsFromFlags({ timeout: 60, memory: 2048, processes: 32, output: 16 << 10, openFiles: 1024 });
/** None of these keeps a hostile configuration from running programs; they keep a harmless one from being slow. */
const SETTINGS = [
  ...["core.fsmonitor=false", "core.hooksPath=/dev/null", "safe.bareRepository=explicit", "safe.directory=*"],
  ...["core.packedGitWindowSize=16m", "core.packedGitLimit=256m"],
].flatMap((setting) => ["-c", setting]);
const ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** Files that git tracks or would offer to track, relative to the root; undefined where it cannot tell. */
export async function gitFiles(
  tree: WorkTree,
  sandbox: CommandRunner,
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  const listed = await git(tree, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], sandbox, signal);
  return listed?.split("\0").filter((file) => file !== "");
}

/** True when git says that the file is the one that was committed last. */
export async function isCommitted(tree: WorkTree, file: string, sandbox: CommandRunner): Promise<boolean> {
  const status = ["status", "--porcelain", "--ignored", "--untracked-files=all", "--", `:(literal)${file}`];
  return (await git(tree, status, sandbox)) === "";
}

async function git(
  { root, repository }: WorkTree,
  words: readonly string[],
  sandbox: CommandRunner,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const argv = ["git", "-C", root, "--no-optional-locks", ...SETTINGS, ...words];
  // The project as it is, read-only, in place of the copy that commands may write to.
  const job = { kind: "command", argv, project: root, files: [], reads: [root, ...repository] } as const;
  const said = await sandbox.run({ ...job, env: ENVIRONMENT }, LIMITS, signal);
  return said.exitCode === 0 && !said.stdoutCut ? said.stdout : undefined;
}
