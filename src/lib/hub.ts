/** The Hugging Face hub as its users set it up, and its failures in their words. */
import { UserError } from "./errors.ts";
import { HttpError } from "./http.ts";

const DEFAULT_ENDPOINT = "https://huggingface.co";

export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
}

/**
 * The hub that the environment names: `HF_ENDPOINT`, `HF_TOKEN`.
 *
 * @throws UserError where the first is no web address
 */
export function hubOf(env: NodeJS.ProcessEnv = process.env): Hub {
  const endpoint = (env.HF_ENDPOINT?.trim() || DEFAULT_ENDPOINT).replace(/\/+$/, "");
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new UserError(`HF_ENDPOINT is not a web address: ${endpoint}`, {
      hint: `the default is ${DEFAULT_ENDPOINT}`,
    });
  }
  const token = env.HF_TOKEN?.trim();
  return { endpoint, ...(token && { token }) };
}

/** Where a file of a repository is. */
export function fileUrl(hub: Hub, repository: string, revision: string, file: string): URL {
  return new URL(`${hub.endpoint}/${repository}/resolve/${revision}/${file}`);
}

/** What to do about failures whose remedy depends on what was asked for. */
interface Remedies {
  /** Nobody answered. */
  readonly offline: string;
  /** It was not found. */
  readonly missing: string;
}

/** A failure of the hub as one line, with what to try; anything else as it is. */
export function hubError(action: string, hub: Hub, error: unknown, { offline, missing }: Remedies): unknown {
  if (!(error instanceof HttpError)) return error;
  const [message, hint] = ((): [string, string] => {
    if (error.status === 401 && hub.token) return ["the token was refused (401)", "check HF_TOKEN, or unset it"];
    if (error.status === 401) return ["a token is asked for (401)", "set HF_TOKEN to a token of yours"];
    if (error.status === 403)
      return [
        "access is denied (403)",
        "accept its terms on its page; HF_TOKEN must belong to someone who may read it",
      ];
    if (error.status === 404) return ["there is no such file (404)", missing];
    if (error.status === 429) return [error.message, "the hub asks for a pause: try again later, or set HF_TOKEN"];
    return [error.message, error.status === undefined ? offline : "try again later"];
  })();
  return new UserError(`cannot ${action} at ${hub.endpoint}: ${message}`, { hint, exitCode: 1, cause: error });
}
