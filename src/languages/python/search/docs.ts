/** What a specification in words says about the code: the constants it names, the words that stand for operators. */

export interface Docs {
  /** Numbers that it mentions, as Python writes them. */
  readonly numbers: ReadonlySet<string>;
  /** What it puts between quotes. */
  readonly strings: ReadonlySet<string>;
  /** True when it has a word for `token`: "at least" for `>=`, "largest" for `max`. */
  says(token: string): boolean;
}

const NUMBER_WORDS: Readonly<Record<string, string>> = {
  ...{ zero: "0", one: "1", two: "2", twice: "2", double: "2", half: "2", pair: "2", three: "3", four: "4" },
  ...{ five: "5", six: "6", seven: "7", eight: "8", nine: "9", ten: "10", dozen: "12", hundred: "100" },
};

const WORDS: Readonly<Record<string, RegExp>> = {
  "<": /\b(less|fewer|lower|smaller|shorter|below|under|before|earlier)\b(?! or)/,
  ">": /\b(more|greater|larger|bigger|higher|longer|above|over|exceeds?|after|later)\b(?! or)/,
  "<=": /\b(at most|up to|no more|not exceed\w*|(less|smaller|lower|fewer) (than )?or equal|inclusive|until|within)\b/,
  ">=": /\b(at least|no less|or more|(more|greater|larger) (than )?or equal|inclusive|from)\b/,
  "==": /\b(equals?|same|exactly|identical|matches)\b/,
  "!=": /\b(not equal|different|differs?|other than|except|distinct|unequal)\b/,
  "not in": /\b(not in|without|except|missing|absent|excluding|do(es)? not (contain|occur|appear))\b/,
  in: /\b(in|contains?|occurs?|appears?|among|part of)\b/,
  and: /\b(both|and|all)\b/,
  or: /\b(either|or|any)\b/,
  not: /\b(not|no|without|never)\b/,
  "+": /\b(sum|add\w*|plus|total|concatenat\w*|joined|together|increase\w*)\b/,
  "-": /\b(difference|minus|subtract\w*|less|remaining|left|decrease\w*|distance)\b/,
  "*": /\b(product|multipl\w*|times|area|volume|square\w*|factorial)\b/,
  "/": /\b(average|mean|divid\w*|ratio|per|half|quotient|share)\b/,
  "//": /\b(whole|integer|full|complete|half|floor\w*|divid\w*|rounded down)\b/,
  "%": /\b(remainder|modulo|divisible|multiple|even|odd|modulus|every|digits?|cycl\w*|rotat\w*)\b/,
  "**": /\b(power|square\w*|cube\w*|exponent\w*|raised)\b/,
  abs: /\b(absolute|distance|difference|magnitude|regardless of sign|closest|nearest|deviation)\b/,
  len: /\b(length|long|number of|count|how many|size|longest|shortest)\b/,
  max: /\b(max\w*|largest|biggest|highest|greatest|longest|latest|most|last)\b/,
  min: /\b(min\w*|smallest|lowest|least|shortest|earliest|fewest|first)\b/,
  sum: /\b(sum|total|add\w*|altogether)\b/,
  all: /\b(all|every|each|none)\b/,
  any: /\b(any|some|at least one|one of|either)\b/,
  sorted: /\b(sort\w*|order\w*|ascending|descending|alphabetical\w*|increasing|decreasing|rank\w*)\b/,
  sort: /\b(sort\w*|order\w*|ascending|descending|alphabetical\w*|increasing|decreasing|rank\w*)\b/,
  reversed: /\b(revers\w*|backwards?|descending|opposite|mirror\w*|palindrome)\b/,
  "[::-1]": /\b(revers\w*|backwards?|descending|opposite|mirror\w*|palindrome)\b/,
  reverse: /\b(revers\w*|descending|decreasing|largest first|highest first|most|newest|backwards?)\b/,
  set: /\b(unique|distinct|different|duplicates?|once|common|repeat\w*)\b/,
  list: /\b(list|lists)\b/,
  tuple: /\b(tuples?|pairs?)\b/,
  str: /\b(strings?|text|digits?|characters?)\b/,
  int: /\b(integers?|whole|number|truncat\w*)\b/,
  float: /\b(floats?|decimal|real|fraction\w*)\b/,
  round: /\b(round\w*|nearest|decimals?|places)\b/,
  ceil: /\b(round\w* up|ceil\w*|at least|next)\b/,
  floor: /\b(round\w* down|floor|whole|full)\b/,
  lower: /\b(lower|lowercase|case|small letters)\b/,
  upper: /\b(upper|uppercase|capitals?|case)\b/,
  swapcase: /\b(swap|flip\w*|invert\w*|case)\b/,
  title: /\b(title|capitali\w*|first letter)\b/,
  capitalize: /\b(capitali\w*|first letter)\b/,
  isalpha: /\b(letters?|alphabet\w*)\b/,
  isdigit: /\b(digits?|numbers?|numeric)\b/,
  isalnum: /\b(alphanumeric|letters?|digits?)\b/,
  isupper: /\b(upper|uppercase|capitals?)\b/,
  islower: /\b(lower|lowercase)\b/,
  startswith: /\b(starts?|begins?|prefix\w*|beginning|first)\b/,
  endswith: /\b(ends?|suffix\w*|ending|last)\b/,
  strip: /\b(strip\w*|trim\w*|whitespace|surrounding|blank)\b/,
  split: /\b(words?|split\w*|separated|parts?|fields?)\b/,
  join: /\b(join\w*|concatenat\w*|separated)\b/,
  count: /\b(count\w*|times|number of|occurrences?|how (many|often))\b/,
  extend: /\b(flat\w*|all of|concatenat\w*)\b/,
  append: /\b(append\w*|list of|each)\b/,
  union: /\b(union|either|all)\b/,
  intersection: /\b(common|both|intersection|shared)\b/,
  difference: /\b(not in|missing|difference|only in)\b/,
  range: /\b(from|to|between|range|numbers)\b/,
  enumerate: /\b(index\w*|position\w*|indices)\b/,
  ord: /\b(ascii|code|ordinal)\b/,
  chr: /\b(character|letter)\b/,
  True: /\btrue\b/,
  False: /\bfalse\b/,
  None: /\bnone\b/,
};

/** Reads a docstring or a problem statement; an empty text says nothing. */
export function readDocs(text: string): Docs {
  const lower = text.toLowerCase();
  const words = lower.match(/[a-z]+/g) ?? [];
  const spelled = words.flatMap((word) => NUMBER_WORDS[word] ?? []);
  const written = [...text.matchAll(/(?<![\w.])\d+(\.\d+)?(?![\w.]*\w)/g)].map((match) => match[0]);
  const quoted = [...text.matchAll(/(['"`])((?:(?!\1)[^\n\\]){0,24})\1/g)].map((match) => match[2] as string);
  return {
    numbers: new Set([...spelled, ...written]),
    strings: new Set(quoted),
    says: (token) => WORDS[token]?.test(lower) ?? false,
  };
}
