/** A closed queueing network in virtual time: a job's way round is coordinator → Redis → worker → Redis → coordinator. */
import { randomOf } from "../queue_chaos/faults.ts";

/** Milliseconds. */
export interface Times {
  /** For one job, both ways. */
  readonly coordinator: number;
  readonly redis: number;
  /** Mean; drawn from an exponential distribution. */
  readonly judge: number;
  /** What a worker spends on a job beside judging it. */
  readonly worker: number;
  /** A second for each worker, at work or not. */
  readonly idle: number;
  readonly network: number;
}

export interface Simulated {
  readonly perSecond: number;
  /** Shares of the time that they were at work. */
  readonly coordinator: number;
  readonly redis: number;
}

/** Jobs in flight for each worker: one is at hand when another ends. */
const AT_HAND = 2;
const SECONDS = 60;

/** Stations do one job at a time; the pool of workers as many as there are. Each visit asks for a time of service. */
export function simulate(workers: number, times: Times): Simulated {
  const random = randomOf(workers);
  // What looking after so many workers takes is not there for jobs.
  const left = Math.max(1 - (times.idle * workers) / 1000, 0.001);
  const coordinator = new Station(1);
  const redis = new Station(1);
  const pool = new Station(workers);
  const way: readonly (readonly [Station, () => number])[] = [
    [coordinator, () => times.coordinator / 2],
    [redis, () => times.redis / 2 / left],
    [pool, () => times.worker - times.judge * Math.log(1 - random())],
    [redis, () => times.redis / 2 / left],
    [coordinator, () => times.coordinator / 2],
  ];
  const end = 1000 * SECONDS;
  let done = 0;
  const events = new Agenda();
  for (let job = 0; job < AT_HAND * workers; job++) events.add({ at: 0, step: 0 });
  for (let event = events.next(); event !== undefined && event.at < end; event = events.next()) {
    const [station, service] = way[event.step] as (typeof way)[number];
    const at = station.serve(event.at, service()) + times.network;
    const step = (event.step + 1) % way.length;
    if (step === 0 && at < end) done++;
    events.add({ at, step });
  }
  const idleShare = 1 - left;
  return {
    perSecond: done / SECONDS,
    coordinator: Math.min((done * times.coordinator) / end, 1),
    redis: Math.min(idleShare + (done * times.redis) / end, 1),
  };
}

/** First come, first served, by so many servers. */
class Station {
  readonly #free: number[];

  constructor(servers: number) {
    this.#free = Array.from({ length: servers }, () => 0);
  }

  /** When it is done. Called in the order of arrivals. */
  serve(at: number, service: number): number {
    let best = 0;
    for (let index = 1; index < this.#free.length; index++)
      if ((this.#free[index] ?? 0) < (this.#free[best] ?? 0)) best = index;
    const done = Math.max(at, this.#free[best] ?? 0) + service;
    this.#free[best] = done;
    return done;
  }
}

interface Event {
  readonly at: number;
  readonly step: number;
}

/** The earliest event first: a binary heap. */
class Agenda {
  readonly #heap: Event[] = [];

  add(event: Event): void {
    const heap = this.#heap;
    heap.push(event);
    for (let at = heap.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (this.#time(above) <= this.#time(at)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  next(): Event | undefined {
    const heap = this.#heap;
    if (heap.length === 0) return undefined;
    this.#swap(0, heap.length - 1);
    const first = heap.pop();
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = this.#time(right) < this.#time(left) ? right : left;
      if (this.#time(least) >= this.#time(at)) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #time(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b] as Event, this.#heap[a] as Event];
  }
}
