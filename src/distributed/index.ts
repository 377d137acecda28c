/**
 * One run over a queue: many machines, every record once.
 *
 * ```
 *            ┌────────── coordinator: the whole run, as on one machine ──────────┐
 *            │ tasks → agent ──► queue model ──►┐   ┌──► queue sandbox → records │
 *            └──────────────────────────────────┼───┼────────────────────────────┘
 *   Redis     model, model-answers ◄────────────┤   ├────────────► judge, judge-answers
 *            ┌──────────────────────────────────┴┐ ┌┴──────────────────────────────────┐
 *            │ worker --do model: its own model  │ │ worker --do judge: its own sandbox│
 *            └───────────────────────────────────┘ └───────────────────────────────────┘
 * ```
 *
 * The coordinator runs the same evaluation as one machine does: runner, agent, budget, journal, results file, resume.
 * Only the two seams are others: its `ChatModel` sends a call over the queue, its `Sandbox` sends a job. So a record
 * cannot differ from that of one machine, and all guarantees of the results file are those of one machine.
 *
 * - **Truth.** The results file. What waits for an answer is in the coordinator's memory (`Desk`); Redis only carries
 *   it. Whatever Redis loses is sent again some seconds later; a coordinator that died is started with `--resume`.
 * - **At least once.** An id is a digest of the run and of what is asked, so a request that is sent again is the same
 *   job while it exists. The desk takes the first answer of an id and drops the others. An answer of a model is
 *   acknowledged when the journal has it on the disk.
 * - **One coordinator.** A lease in Redis, renewed while it lives, with an epoch that counts up. A second one refuses;
 *   when the first is dead, its lease ends and the second takes over. Jobs and answers of another run are dropped.
 * - **The same numbers.** The first worker of a kind decides what the run is made with (weights, dtype, template, a
 *   probe of the answers; harness, interpreter, isolation). Another that differs leaves, and says why.
 * - **Trust.** Both sides check every message by a schema. A worker takes neither paths nor code to run outside its
 *   sandbox from the queue. Verdicts carry an HMAC where a key is given. What a role may touch in Redis is for ACLs.
 */
export { parseQueue, type QueueAddress } from "./address.ts";
export { type Coordinator, openCoordinator } from "./coordinator.ts";
export { clean, drainWorkers, type QueueStatus, statusOf } from "./manage.ts";
export { serveMetrics } from "./metrics.ts";
export { runWorker } from "./worker.ts";
