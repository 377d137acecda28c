import { expect, it } from "vitest";
import { functionsOf, withBody } from "../../../../src/languages/python/fix/functions.ts";

const SOURCE = `class Report:
  def query(self):
    """One.

  Two.
    """
    text = """
select *
   from t
"""

    return f'''{text}
end'''


def plain(x):
    # why
    return x + 1
`;

it("puts every function back as it was, with the lines of its strings untouched", () => {
  const found = functionsOf(SOURCE);
  expect(found.map(({ path }) => path)).toEqual(["Report.query", "plain"]);
  for (const each of found) expect(withBody(SOURCE, each, each.body)).toBe(SOURCE);
});

it("changes nothing but the line that changed", () => {
  const [query] = functionsOf(SOURCE);
  if (query === undefined) throw new Error("not found");
  const changed = withBody(SOURCE, query, query.body.replace("return f", "return g or f"));
  expect(changed).toBe(SOURCE.replace("return f", "return g or f"));
});
