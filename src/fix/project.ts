/** A user's project: its root, and which of its files a command may see. Nothing of it is run here. */
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { CommandRunner } from "../core/index.ts";
import { UserError } from "../lib/errors.ts";
import { gitFiles } from "./git.ts";
import { findWorkTree, type WorkTree } from "./work_tree.ts";

const MOST_FILES = 20_000;
const MOST_BYTES = 512 << 20;

/** Never shown to code under test, whether or not git ignores them. */
const MASKED =
  /(^|\/)(\.git|\.env[^/]*|\.ssh|\.aws|\.gnupg|\.netrc|\.npmrc|\.pypirc|\.docker|\.git-credentials|\.pgpass|\.htpasswd|\.kube|\.azure|\.boto|id_(rsa|dsa|ecdsa|ed25519)[^/]*|[^/]*\.(pem|key|p12|pfx|keystore|jks|ppk|kdbx|tfstate))(\/|$)/i;
/** Besides those that a dot begins. */
const SKIPPED = new Set(["node_modules", "__pycache__", "venv", "env"]);

export interface Project {
  /** Its real path. */
  readonly root: string;
  readonly tree: WorkTree | undefined;
}

/** The git work tree around a folder, or the folder itself. */
export function openProject(folder: string): Project {
  const tree = findWorkTree(folder);
  // A machine's root is nobody's project: all of it would be shown to its git.
  return tree === undefined || tree.root === "/" ? { root: realpathSync(folder), tree: undefined } : { ...tree, tree };
}

/**
 * The files that a command may see, relative to the root.
 *
 * @throws UserError where they are too many to be copied for each run
 */
export async function projectFiles(
  { root, tree }: Project,
  sandbox: CommandRunner,
  signal: AbortSignal,
): Promise<string[]> {
  const listed = tree && (await gitFiles(tree, sandbox, signal));
  const found = (listed ?? walk(root)).filter((file) => !MASKED.test(file) && existsSync(join(root, file)));
  const named = new Set(found);
  // A link shows what it leads to: that must be a file that may be seen under its own name.
  const files = [...named].filter((file) => named.has(relative(root, realpathSync(join(root, file)))));
  const bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  if (files.length <= MOST_FILES && bytes <= MOST_BYTES) return files;
  const many = files.length > MOST_FILES ? `more than ${MOST_FILES} files` : `${Math.round(bytes / 1e6)} MB`;
  throw new UserError(`${root} has ${many}, too many to copy for each run`, {
    hint: "start in a smaller folder, or have git ignore what the tests do not need",
    exitCode: 2,
  });
}

/** Plain files, at most one more than may be copied. */
function walk(root: string): string[] {
  const files: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && files.length <= MOST_FILES; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile()) files.push(relative(root, path));
      if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith(".")) folders.push(path);
    }
  }
  return files;
}
