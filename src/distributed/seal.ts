/** The verdicts' HMAC, with a key that only the coordinator and judges hold. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "../lib/canonical_json.ts";
import type { JudgeReply } from "./wire.ts";

type Unsealed = Omit<JudgeReply, "mac">;

/** Empty without a key. */
export function macOf(reply: Unsealed, key: string | undefined): string {
  if (key === undefined) return "";
  return createHmac("sha256", key).update(textOf(reply)).digest("hex");
}

export function isSealed(reply: JudgeReply, key: string | undefined): boolean {
  if (key === undefined) return true;
  const [given, due] = [Buffer.from(reply.mac), Buffer.from(macOf(reply, key))];
  return given.length === due.length && timingSafeEqual(given, due);
}

function textOf({ run, epoch, id, worker, seconds, under, result }: Unsealed): string {
  return canonicalJson([run, epoch, id, worker, seconds, under, result]);
}
