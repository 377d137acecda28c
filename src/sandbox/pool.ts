/** A fixed number of fork servers, each with one job at a time. */
import type { ForkServer } from "./fork_server.ts";

interface Waiter {
  readonly alone: boolean;
  readonly start: () => void;
}

/** Owns its servers. Starts them when they are first needed, and replaces dead ones. */
export class ServerPool implements AsyncDisposable {
  readonly size: number;
  private readonly open: () => Promise<ForkServer>;
  private readonly idle: ForkServer[] = [];
  private readonly all = new Set<ForkServer>();
  private readonly queue: Waiter[] = [];
  private busy = 0;
  private aloneNow = false;
  private closed = false;

  /** `ready`: servers that run already; the pool owns them from now on. */
  constructor(size: number, open: () => Promise<ForkServer>, ready: readonly ForkServer[] = []) {
    this.size = size;
    this.open = open;
    for (const server of ready) {
      this.idle.push(server);
      this.all.add(server);
    }
  }

  /** Gives a server to `work`; with `alone`, at a time when no other works. */
  async use<T>(work: (server: ForkServer) => Promise<T>, alone = false): Promise<T> {
    await this.turn(alone);
    try {
      const server = await this.take();
      try {
        return await work(server);
      } finally {
        this.giveBack(server);
      }
    } finally {
      this.busy -= 1;
      if (alone) this.aloneNow = false;
      this.startWaiting();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((server) => server[Symbol.asyncDispose]()));
    this.all.clear();
  }

  private turn(alone: boolean): Promise<void> {
    return new Promise((start) => {
      this.queue.push({ alone, start });
      this.startWaiting();
    });
  }

  /** Starts from the head of the queue only, so that work that wants to be alone is not passed by for ever. */
  private startWaiting(): void {
    for (let next = this.queue[0]; next !== undefined && this.fits(next); next = this.queue[0]) {
      this.queue.shift();
      this.busy += 1;
      this.aloneNow = next.alone;
      next.start();
    }
  }

  private fits(waiter: Waiter): boolean {
    return !this.aloneNow && (waiter.alone ? this.busy === 0 : this.busy < this.size);
  }

  private async take(): Promise<ForkServer> {
    for (let server = this.idle.pop(); server !== undefined; server = this.idle.pop()) {
      if (server.alive) return server;
      await this.drop(server);
    }
    const server = await this.open();
    this.all.add(server);
    if (this.closed) await this.drop(server);
    return server;
  }

  private giveBack(server: ForkServer): void {
    if (server.alive) this.idle.push(server);
    else void this.drop(server);
  }

  private async drop(server: ForkServer): Promise<void> {
    this.all.delete(server);
    await server[Symbol.asyncDispose]();
  }
}
