/** Under sudo, what a run writes belongs to the user who called it. */
import { chown } from "node:fs/promises";

/** Gives a file or folder that this process has just made to the invoking user. */
export async function giveToInvoker(path: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const [uid, gid] = [Number(env.SUDO_UID), Number(env.SUDO_GID)];
  if (process.getuid?.() !== 0 || !Number.isInteger(uid) || !Number.isInteger(gid) || !env.SUDO_UID) return;
  await chown(path, uid, gid);
}
