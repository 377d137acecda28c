import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleLine, visiblePieces, visibleText } from "../../src/lib/visible_text.ts";

describe("visibleText", () => {
  it.each([
    ["a terminal escape", "\u001b[31mred\u001b[0m", "⟨ESC⟩[31mred⟨ESC⟩[0m"],
    ["a C1 escape", "\u009b31m", "⟨U+009B⟩31m"],
    ["a bell and a NUL", "a\u0007\u0000b", "a⟨BEL⟩⟨NUL⟩b"],
    ["bidi overrides and isolates", "\u202eevil\u2066x\u2069", "⟨U+202E⟩evil⟨U+2066⟩x⟨U+2069⟩"],
    ["zero width and tags", "a\u200bb\ufeff\u{e0041}", "a⟨U+200B⟩b⟨U+FEFF⟩⟨U+E0041⟩"],
    ["a variation selector that hides data", "a\u{e0101}", "a⟨U+E0101⟩"],
    ["spaces that are none", "a\u00a0b\u3000c", "a⟨U+00A0⟩b⟨U+3000⟩c"],
    ["a lone surrogate", "a\ud800b", "a⟨U+D800⟩b"],
    ["a carriage return that overwrites", "safe\revil", "safe⟨CR⟩evil"],
    ["private and unassigned code points", "a\ue000b\u{10ffff}\u0378", "a⟨U+E000⟩b⟨U+10FFFF⟩⟨U+0378⟩"],
    ["letters and marks that render as nothing", "a\u3164b\u034fc\u115f", "a⟨U+3164⟩b⟨U+034F⟩c⟨U+115F⟩"],
    ["line separators of Unicode", "a\u2028b\u2029", "a⟨U+2028⟩b⟨U+2029⟩"],
  ])("names %s", (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it("leaves what shows as it is: letters of any script, emoji, tabs, line ends of both kinds", () => {
    const text = "def f():\r\n\treturn 'é Ж 日本 😀 ✔️'\n";
    expect(visibleText(text)).toBe(text);
  });

  it("lets nothing through that a terminal or an eye could mistake", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const shown = visibleText(text).replaceAll("\r\n", "\n");
        expect(shown).not.toMatch(/(?![\t\n])\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
      }),
    );
  });

  it("keeps one line one line", () => {
    expect(visibleLine("a\nb\tc")).toBe("a⟨LF⟩b⟨TAB⟩c");
  });

  it("says which pieces are names, so that they can be told from the same letters in the text", () => {
    expect(visiblePieces("⟨ESC⟩\u001b")).toEqual([
      { text: "⟨ESC⟩", hidden: false },
      { text: "⟨ESC⟩", hidden: true },
    ]);
  });
});
