import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { withoutSecrets } from "../../src/lib/secrets.ts";
import { forTerminal, printJson, printText, say } from "../../src/lib/terminal.ts";
import { ROOT } from "../support/program.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function caught(stream: "stdout" | "stderr", work: () => void): string {
  let text = "";
  vi.spyOn(process[stream], "write").mockImplementation((piece) => {
    text += piece;
    return true;
  });
  work();
  vi.restoreAllMocks();
  return text;
}

describe("the door to the terminal", () => {
  it("is the only one", () => {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((it) =>
      it.endsWith(".ts"),
    );
    const others = files.filter((file) => {
      if (file === "lib/terminal.ts" || file.startsWith("report/page/client")) return false;
      return /process\.(stdout|stderr)\.write|\bconsole\.(log|error|warn|info|debug)\(/.test(
        readFileSync(join(ROOT, "src", file), "utf8"),
      );
    });
    expect(others).toEqual([]);
  });

  it.each(["\u001b[2J", "\u009b31m", "\u001b]0;title\u0007", "\r", "\b", "\u202e", "\u200b", "\u{e0041}", "\u0000"])(
    "lets no %j through",
    (hidden) => {
      expect(caught("stdout", () => printText(`a${hidden}b\n`))).toMatch(/^a⟨.*b\n$/);
      expect(caught("stderr", () => say(`a${hidden}b`))).toMatch(/^a⟨.*b\n$/);
      const json = caught("stdout", () => printJson({ a: `b${hidden}` }));
      expect(json).toMatch(/^[\x20-\x7e]*\n$/);
      expect(JSON.parse(json)).toEqual({ a: `b${hidden}` });
    },
  );

  it("puts colours of its own around what it has made visible", () => {
    const paint = (line: string) => `\u001b[31m${line}\u001b[0m`;
    expect(caught("stdout", () => printText("a\u001b[0m", paint))).toBe("\u001b[31ma⟨ESC⟩[0m\u001b[0m");
  });
});

describe("secrets", () => {
  it("are the values of variables that are named so", () => {
    const env = {
      OPENAI_API_KEY: "sk-0123456789",
      HF_TOKEN: " hf_abcdefgh\n",
      DB_PASSWORD: "sk-0123456789-and-more",
      MY_KEY: "short",
      PATH: "/usr/bin:/bin",
      MONKEY: "bananabanana",
    };
    const text = "sk-0123456789 hf_abcdefgh sk-0123456789-and-more short /usr/bin:/bin bananabanana";
    expect(withoutSecrets(text, env)).toBe("*** *** *** short /usr/bin:/bin bananabanana");
  });

  it("do not reach a terminal", () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "sk-ant-0123456789");
    expect(forTerminal("401: sk-ant-0123456789 is wrong")).toBe("401: *** is wrong");
    expect(caught("stdout", () => printJson({ key: "sk-ant-0123456789" }))).toBe('{"key":"***"}\n');
  });
});
