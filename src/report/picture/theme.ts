/** Colours of the picture, in the manner of the JetBrains IDEs' dark and light themes. */
import type { Verdict } from "../../core/index.ts";

export const THEMES = ["dark", "light"] as const;
export type ThemeName = (typeof THEMES)[number];

export interface Theme {
  readonly background: string;
  readonly panel: string;
  /** Borders and grid lines. */
  readonly line: string;
  /** Empty part of a bar that shows a share. */
  readonly track: string;
  readonly text: string;
  readonly muted: string;
  readonly passed: string;
  readonly failed: string;
  /** Passed in part. */
  readonly partly: string;
  readonly notice: string;
  readonly propose: string;
  readonly execute: string;
  readonly reflect: string;
  readonly prompt: string;
  readonly completion: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
}

const dark: Theme = {
  background: "#1e1f22",
  panel: "#2b2d30",
  line: "#43454a",
  track: "#3c3f41",
  text: "#dfe1e5",
  muted: "#a8adbd",
  passed: "#5fb865",
  failed: "#f75464",
  partly: "#f2c55c",
  notice: "#f2c55c",
  propose: "#548af7",
  execute: "#24a394",
  reflect: "#e08855",
  prompt: "#7a8aa8",
  completion: "#b07ff0",
  verdicts: {
    passed: "#5fb865",
    wrong_answer: "#f75464",
    runtime_error: "#e08855",
    syntax_error: "#f2c55c",
    timeout: "#b07ff0",
    memory_limit: "#d878c8",
    output_limit: "#c9a3a3",
    no_code: "#868a91",
    missing_entry_point: "#5aa9c9",
    unsupported_type: "#24a394",
    sandbox_error: "#ffffff",
  },
};

const light: Theme = {
  background: "#f7f8fa",
  panel: "#ffffff",
  line: "#d3d5db",
  track: "#e4e6eb",
  text: "#1e1f22",
  muted: "#5a5d6b",
  passed: "#208a3c",
  failed: "#db3b4b",
  partly: "#c99700",
  notice: "#8f6400",
  propose: "#3574f0",
  execute: "#12877a",
  reflect: "#d4651f",
  prompt: "#8b9ab5",
  completion: "#834df0",
  verdicts: {
    passed: "#208a3c",
    wrong_answer: "#db3b4b",
    runtime_error: "#e0702e",
    syntax_error: "#d6a400",
    timeout: "#834df0",
    memory_limit: "#b8449f",
    output_limit: "#9c6f6f",
    no_code: "#818594",
    missing_entry_point: "#2f86a8",
    unsupported_type: "#12877a",
    sandbox_error: "#000000",
  },
};

export function themeOf(name: ThemeName): Theme {
  return { dark, light }[name];
}
