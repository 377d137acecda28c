/** What the value of a flag may be, and how it is read. */

/** A value that a flag cannot have; the message goes on after the flag's name: "must be …". */
export class WrongValue extends Error {}

/** A flag that is there or not. */
export interface Switch {
  readonly form: "switch";
}

/** A flag with one value. */
export interface Value<T> {
  readonly form: "value";
  /** @throws WrongValue */
  readonly read: (text: string) => T;
  /** Where only these will do. */
  readonly values?: readonly string[];
}

/** A flag that may be given several times. */
export interface List<T> {
  readonly form: "list";
  /** @throws WrongValue */
  readonly read: (text: string) => T;
}

export type Kind = Switch | Value<unknown> | List<unknown>;

/** What a kind is read as. */
export type Read<K> =
  K extends Value<infer T> ? T : K extends List<infer T> ? readonly T[] : K extends Switch ? boolean : never;

export const onOff: Switch = { form: "switch" };

export const text: Value<string> = { form: "value", read: (it) => it };

export const texts: List<string> = { form: "list", read: (it) => it };

/** One of these words. */
export function oneOf<const T extends readonly string[]>(values: T): Value<T[number]> {
  const read = (given: string): T[number] => {
    const found = values.find((it) => it === given);
    if (found === undefined) throw new WrongValue(`must be one of ${values.join(", ")}`);
    return found;
  };
  return { form: "value", read, values };
}

/** A whole number. */
export function whole(least: number): Value<number> {
  const fits = (it: number): boolean => it >= least && it <= Number.MAX_SAFE_INTEGER;
  return matching(/^\d+$/, (it) => Number(it), fits, `must be a whole number of at least ${least}`);
}

/** Any number that passes the test. */
export function number(test: (value: number) => boolean, must: string): Value<number> {
  return matching(
    /\S/,
    (it) => Number(it),
    (it) => Number.isFinite(it) && test(it),
    must,
  );
}

export const seconds = number((it) => it > 0, "must be a number of seconds above 0");
export const amount = number((it) => it >= 0, "must be a number of at least 0");
export const share = number((it) => it > 0 && it <= 1, "must be above 0 and at most 1");

/** A text of a certain shape. */
export function shaped(shape: RegExp, must: string): Value<string> {
  return matching(
    shape,
    (it) => it,
    () => true,
    must,
  );
}

/** A text of a certain shape that stands for something that has to pass a test. */
export function matching<T>(
  shape: RegExp,
  convert: (text: string) => T,
  test: (value: T) => boolean,
  must: string,
): Value<T> {
  const read = (given: string): T => {
    const value = shape.test(given) ? convert(given) : undefined;
    if (value === undefined || !test(value)) throw new WrongValue(must);
    return value;
  };
  return { form: "value", read };
}
