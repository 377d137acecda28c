/** `worker`: answers and judges for a run on another machine. */
import { hostname } from "node:os";
import { parseQueue, runWorker } from "../../distributed/index.ts";
import { findLanguage } from "../../languages/index.ts";
import { usageError } from "../../lib/errors.ts";
import { say } from "../../lib/terminal.ts";
import { openSandbox } from "../../sandbox/index.ts";
import { openModel } from "../../search/model.ts";
import type { FlagsOf } from "../flags/table.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { localOptions, specOf } from "../model_parts.ts";
import { sandboxPlace } from "../sandbox_parts.ts";

type Flags = FlagsOf<"worker">;

/**
 * Answers jobs until it is told to stop.
 *
 * @throws UserError where its model or sandbox is not the run's, or fails again and again
 */
export async function run(flags: Flags): Promise<number> {
  const roles = flags.do === "both" ? (["model", "judge"] as const) : [flags.do];
  const asks = roles.some((role) => role === "model");
  if (asks && flags.model === undefined && flags["model-module"] === undefined)
    throw usageError(`worker --do ${flags.do} needs --model`, "or judge alone: --do judge");
  const address = parseQueue(flags.queue);
  using interrupt = listenForInterrupt(() => say("finishing what is in hand (Ctrl-C again drops it)"));
  interrupt.abort.addEventListener("abort", () => process.exit(130));
  await runWorker({
    ...{ address, roles, oneRun: flags["one-run"], stop: interrupt.stop, say },
    name: flags.name ?? `${hostname()}-${process.pid}`,
    callsAMinute: flags["calls-a-minute"],
    openModel: ({ sampling }) =>
      openModel(modelSpec(flags), { ...modelOptions(flags), sampling, digest: true, report: say }),
    openSandbox: ({ limits, imports, languages }) => {
      const known = languages.flatMap((id) => findLanguage(id) ?? []);
      return openSandbox({ ...sandboxPlace(flags, known), limits, imports, report: say });
    },
  });
  return 0;
}

function modelSpec(flags: Flags) {
  const none = { "max-tokens-total": undefined, "max-cost": undefined, "price-in": undefined, "price-out": undefined };
  return specOf({ ...flags, ...none });
}

function modelOptions(flags: Flags) {
  const { decoding, batch, requests } = flags;
  return { ...localOptions(flags), decoding, batch, ...(requests !== undefined && { requests }) };
}
