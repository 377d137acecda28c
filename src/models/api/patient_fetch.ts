/**
 * `fetch` for servers that think long before their first byte: Node's own gives up after 300 seconds, which a slow
 * machine needs for one long answer.
 */
import { Agent, fetch as undiciFetch } from "undici";

/** Seconds to the first byte, and between two. */
const PATIENCE_SEC = 3_600;

const agent = new Agent({ headersTimeout: PATIENCE_SEC * 1000, bodyTimeout: PATIENCE_SEC * 1000 });

/** The library's types and the platform's describe the same objects. */
export const patientFetch = ((input: string, init?: object) =>
  undiciFetch(input, { ...init, dispatcher: agent })) as unknown as typeof fetch;

/** Milliseconds for the clients, whose own limit is ten minutes. */
export const PATIENCE_MS = PATIENCE_SEC * 1000;
