/** SVG → PNG, with a font of our own: a machine without fonts draws the same picture. */
import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { FONT } from "./svg.ts";

const { resolve } = createRequire(import.meta.url);
const FONT_FILES = ["400Regular/JetBrainsMono_400Regular.ttf", "700Bold/JetBrainsMono_700Bold.ttf"];

/** @param zoom pixels per unit of the SVG */
export function renderPng(svg: string, zoom = 2): Buffer {
  const fontFiles = FONT_FILES.map((file) => resolve(`@expo-google-fonts/jetbrains-mono/${file}`));
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } }).render().asPng();
}
