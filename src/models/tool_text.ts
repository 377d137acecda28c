/**
 * Calls of tools as text, in the form that Hermes and Qwen write them in: `<tool_call>{"name": …, "arguments": …}</tool_call>`.
 * Records, journals and queues carry an answer as text, whichever way a model calls tools.
 */
import { TOOL_NAMES } from "../core/index.ts";

/** What a model asks to be done. */
export interface ToolCall {
  readonly name: string;
  /** Undefined where it is no JSON object. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
}

export function writeToolCall(name: string, args: unknown): string {
  // No end tag inside: it would end the call.
  const json = JSON.stringify({ name, arguments: args }).replaceAll("</", "<\\/");
  return `<tool_call>\n${json}\n</tool_call>`;
}

const CALL = /<tool_call>\s*([\s\S]*?)\s*(?:<\/tool_call>|$)/g;
const BLOCK = /^```(?:json)?\s*\n([\s\S]*?)\n```$/;

/** The calls in an answer, in their order; some models write a lone one without its tags. */
export function readToolCalls(text: string): ToolCall[] {
  const tagged = [...text.matchAll(CALL)].map(([, json = ""]) => parsedCall(json));
  if (tagged.length > 0) return tagged.map((call) => call ?? { name: "", args: undefined });
  const whole = text.trim();
  const lone = parsedCall(BLOCK.exec(whole)?.[1] ?? whole);
  return lone !== undefined && TOOL_NAMES.some((name) => name === lone.name) ? [lone] : [];
}

/** The answer without its tagged calls. */
export function withoutToolCalls(text: string): string {
  return text.replace(CALL, "").trim();
}

function parsedCall(json: string): ToolCall | undefined {
  const call = objectIn(json);
  if (typeof call?.name !== "string") return undefined;
  const { name, arguments: args } = call;
  // OpenAI's own form has the arguments as a text of JSON.
  return { name, args: typeof args === "string" ? objectIn(args) : asObject(args) };
}

function objectIn(json: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The program that an answer runs or hands in by a tool: of several the first. */
export function programCalled(text: string): string | undefined {
  return readToolCalls(text)
    .map(programOf)
    .find((it) => it !== undefined);
}

export function programOf({ name, args }: ToolCall): string | undefined {
  return (name === "run_tests" || name === "submit") && typeof args?.code === "string" ? args.code : undefined;
}

interface Said {
  readonly prompt?: readonly { readonly role: string; readonly content: string }[] | undefined;
  readonly completion: string;
}

/**
 * The answers behind a sample's attempts, in their order. With tools some answers gave no program and so made no attempt:
 * they stand in the prompt of a later one, since the conversation goes on, and are given without an attempt here.
 */
export function answersBehind<T extends Said>(attempts: readonly T[]): { completion: string; attempt?: T }[] {
  const last = attempts.findLast(({ prompt }) => prompt?.some(({ role }) => role === "tool"));
  if (last?.prompt === undefined) return attempts.map((attempt) => ({ completion: attempt.completion, attempt }));
  const said = last.prompt.filter(({ role }) => role === "assistant").map(({ content }) => content);
  let next = 0;
  return [...said, last.completion].map((completion) => {
    const attempt = attempts[next]?.completion === completion ? attempts[next++] : undefined;
    return { completion, ...(attempt && { attempt }) };
  });
}
