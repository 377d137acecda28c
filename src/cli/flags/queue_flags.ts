/** Flags of runs over a queue: docs/many_machines.md. */
import { type Flag, on } from "./flag.ts";
import { oneOf, onOff, share, text, whole } from "./kinds.ts";

const group = "Queue";

export const queueFlags = {
  queue: {
    ...{ group, kind: text, takes: "redis://HOST:PORT/DB" },
    help: "workers on other machines answer and judge; rediss:// for TLS",
    in: {
      evaluate: {},
      repair: {},
      worker: { required: true, help: "the Redis of the run; rediss:// for TLS" },
      queue: { required: true, help: "the Redis of the run; rediss:// for TLS" },
    },
  },
  do: {
    ...{ group, kind: oneOf(["model", "judge", "both"]), default: "both", in: on("worker") },
    help: "ask a model, judge candidates, or both",
  },
  name: {
    ...{ group, kind: text, takes: "NAME", otherwise: "host and process", in: on("worker") },
    help: "what the worker is called",
  },
  "one-run": { group, kind: onOff, help: "leave when the run is done", in: on("worker") },
  "calls-a-minute": {
    ...{ group, kind: whole(1), takes: "N", in: on("evaluate", "repair", "worker") },
    help: "calls to the model, of all workers of the queue together",
  },
  mixed: {
    ...{ group, kind: onOff, in: on("evaluate", "repair") },
    help: "accept workers whose model or sandbox differs from the first one's; the label says so",
  },
  audit: {
    ...{ group, kind: share, takes: "SHARE", in: on("evaluate", "repair") },
    help: "judge this share of what workers judge again here, and stop at a difference",
  },
  metrics: {
    ...{ group, kind: whole(0), takes: "PORT", in: on("evaluate", "repair") },
    help: "figures of the queue for Prometheus, on this port of the loopback address",
  },
} as const satisfies Record<string, Flag>;
