/** A TCP proxy for each worker, on the loopback address. A cut one swallows what it is sent, and closes nothing. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "../../test/support/redis.ts";
import type { Links } from "./links.ts";

export async function openProxies(count: number): Promise<Links> {
  const ports: number[] = [];
  for (let worker = 0; worker < count; worker++) ports.push(await freePort());
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const join = (from: Socket, to: Socket): void => {
    from.on("data", (bytes) => void (isCut || to.write(bytes)));
    from.on("close", () => to.destroy());
  };
  return {
    about: "proxies of this process",
    redisFlags: [],
    lead: async (redis) => {
      for (const port of ports) {
        const server = createServer((near) => {
          if (isCut) return void keep(near);
          const far = keep(connect(redis, "127.0.0.1"));
          join(keep(near), far);
          join(far, near);
        });
        await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
        servers.push(server);
      }
    },
    url: (worker) => `redis://127.0.0.1:${ports[worker]}/0`,
    prefix: () => [],
    cut: async () => {
      isCut = true;
    },
    // Bytes are missing in the streams of before: as with a link, connections end by their time-outs or here.
    mend: async () => {
      isCut = false;
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((it) => new Promise((resolve) => it.close(resolve))));
    },
  };
}
