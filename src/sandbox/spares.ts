/** Servers that are started ahead of their jobs, where each serves a single one. */
import type { ForkServer } from "./fork_server.ts";

/** Owns the servers that nobody has taken yet. */
export class Spares {
  private readonly start: () => Promise<ForkServer>;
  private readonly ready: Promise<ForkServer>[] = [];
  private readonly wanted: number;
  private closed = false;

  constructor(start: () => Promise<ForkServer>, wanted: number) {
    this.start = start;
    this.wanted = wanted;
  }

  /** A server that stands already, where there is one; another is started in its place. */
  take(): Promise<ForkServer> {
    const next = this.ready.shift() ?? this.start();
    while (!this.closed && this.ready.length < this.wanted) {
      const spare = this.start();
      spare.catch(() => {}); // whoever takes it is told
      this.ready.push(spare);
    }
    return next;
  }

  async close(): Promise<void> {
    this.closed = true;
    const all = await Promise.allSettled(this.ready);
    await Promise.all(all.map((it) => (it.status === "fulfilled" ? it.value[Symbol.asyncDispose]() : undefined)));
  }
}
