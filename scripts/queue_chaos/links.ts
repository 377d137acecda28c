/** The links between workers and Redis, which can be cut: network namespaces, or else proxies of this process. */
import { UserError } from "../../src/lib/errors.ts";
import { haveNamespaces, openNamespaces } from "./namespaces.ts";
import { openProxies } from "./proxies.ts";

export interface Links extends AsyncDisposable {
  /** For people. */
  readonly about: string;
  /** What Redis has to be started with, so that it can be reached. */
  readonly redisFlags: readonly string[];
  /** Tells where Redis listens. */
  lead(port: number): Promise<void>;
  /** How the nth worker reaches Redis, and what its command line begins with. */
  url(worker: number): string;
  prefix(worker: number): readonly string[];
  /** Nothing comes through any more, and nobody is told. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function openLinks(count: number, proxies: boolean, say: (line: string) => void): Promise<Links> {
  if (count > 200) throw new UserError("more than 200 workers have no links");
  if (!proxies && (await haveNamespaces())) return openNamespaces(count);
  say("no network namespaces here (they need root and `ip netns`): workers reach Redis through proxies of this script");
  return openProxies(count);
}
