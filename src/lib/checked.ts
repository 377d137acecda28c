/** What comes from outside, held against the shape that it should have. */
import type { z } from "zod";
import { UserError } from "./errors.ts";

/** The first thing that is wrong, as `field.name: reason`. */
export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const field = issue?.path.join(".");
  return `${field ? `${field}: ` : ""}${issue?.message ?? "not understood"}`;
}

/**
 * @param where the words that say whose value it is
 * @throws UserError naming that and the first field that is wrong
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${where}: ${firstIssue(result.error)}`, { cause: result.error });
}
