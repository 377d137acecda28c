/** `--metrics PORT`: what a Prometheus server reads, on the loopback address alone. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../lib/errors.ts";
import type { Coordinator } from "./coordinator.ts";

/**
 * @param port 0: any that is free; said in a line
 * @throws UserError where the port is taken
 */
export async function serveMetrics(
  port: number,
  coordinator: Coordinator,
  say: (line: string) => void,
): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end("see /metrics\n");
    metricsText(coordinator).then(
      (text) => response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text),
      () => response.writeHead(503).end("Redis is away\n"),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", (cause) =>
      reject(new UserError(`--metrics ${port} cannot be served: ${cause.message}`, { cause })),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  say(`metrics: http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
  return {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Prometheus text format 0.0.4. */
async function metricsText({ counts, state, workers }: Coordinator): Promise<string> {
  const lines: string[] = [];
  const put = (name: string, kind: "counter" | "gauge", help: string, rows: readonly (readonly [string, number])[]) => {
    lines.push(`# HELP code_repair_${name} ${help}`, `# TYPE code_repair_${name} ${kind}`);
    for (const [labels, value] of rows) lines.push(`code_repair_${name}${labels} ${value}`);
  };
  const { done, total, waiting } = state();
  put("records_done", "gauge", "Records of the run that are safe.", [["", done]]);
  put("records_total", "gauge", "Records that the run will have.", [["", total]]);
  put("requests_waiting", "gauge", "Questions without an answer.", [["", waiting]]);
  const kinds = Object.entries(counts).map(([kind, value]) => [`{kind="${kind}"}`, value] as const);
  put("requests_total", "counter", "Questions and answers of this coordinator by what became of them.", kinds);
  const all = await workers();
  const named = (name: string, role: string): string => `{worker="${name.replace(/["\\\n]/g, "_")}",role="${role}"}`;
  put(
    "worker_jobs_total",
    "counter",
    "Jobs done by each worker.",
    all.map((it) => [named(it.name, it.role), it.done]),
  );
  put(
    "worker_failures_total",
    "counter",
    "Jobs that failed.",
    all.map((it) => [named(it.name, it.role), it.failed]),
  );
  put(
    "worker_silent_seconds",
    "gauge",
    "Since it was last seen.",
    all.map((it) => [named(it.name, it.role), it.ago]),
  );
  return `${lines.join("\n")}\n`;
}
