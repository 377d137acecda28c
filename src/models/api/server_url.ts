/** Where a server is, and how it is named in records and messages. */
import { usageError } from "../../lib/errors.ts";

/** @throws UserError (exit code 2) for what is no http or https URL */
export function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password)
    throw usageError("--base-url holds a password", "put the key into OPENAI_API_KEY or ANTHROPIC_API_KEY");
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw usageError(`${JSON.stringify(text)} is no http or https URL`, "for example http://localhost:8000/v1");
}

/** Without the query. */
export function serverName(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, "")}`;
}
