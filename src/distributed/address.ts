/** `--queue`: where Redis is. What must stay secret comes by the environment or a file, never by the command line. */
import { readFileSync } from "node:fs";
import { UserError, usageError } from "../lib/errors.ts";

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly tls: boolean;
  /** The ACL user; empty where the URL names none. */
  readonly username: string;
  readonly password: string | undefined;
  /** Key of the verdicts' HMAC; undefined where none is given. */
  readonly key: string | undefined;
}

const EXAMPLE = "for example redis://localhost:6379/0";

/**
 * @throws UserError for what is no address of Redis, and for one that holds a password
 */
export function parseQueue(text: string, env: NodeJS.ProcessEnv = process.env): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.password) {
    throw usageError("--queue holds a password, which every user of this machine can read", SECRET_HINT);
  }
  const db = /^\/?(\d*)$/.exec(url?.pathname ?? "-")?.[1];
  if (url === undefined || db === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    throw usageError("--queue must be redis://HOST:PORT/DB, or rediss:// for TLS", EXAMPLE);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 6379),
    db: Number(db),
    tls: url.protocol === "rediss:",
    username: decodeURIComponent(url.username),
    password: secretOf("CODE_REPAIR_QUEUE_PASSWORD", env),
    key: secretOf("CODE_REPAIR_QUEUE_KEY", env),
  };
}

const SECRET_HINT = "put it into CODE_REPAIR_QUEUE_PASSWORD, or into a file that CODE_REPAIR_QUEUE_PASSWORD_FILE names";

/** The variable itself, or the content of the file that NAME_FILE names. */
function secretOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${name}_FILE`];
  if (path === undefined || path === "") return env[name] || undefined;
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch (cause) {
    throw new UserError(`${name}_FILE: ${path} cannot be read`, { cause });
  }
}

/** For messages: without the user's name. */
export function addressText({ host, port, db, tls }: QueueAddress): string {
  return `${tls ? "rediss" : "redis"}://${host.includes(":") ? `[${host}]` : host}:${port}/${db}`;
}
