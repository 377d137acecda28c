/** ECharts without a browser: options → a piece of SVG. */
import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type EChartsCoreOption, init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { FONT, textWidth } from "./svg.ts";

use([BarChart, GridComponent, SVGRenderer]);
setPlatformAPI({
  measureText: (content, font) => ({ width: textWidth(content, Number(/([\d.]+)px/.exec(font ?? "")?.[1] ?? 12)) }),
});

/** Draws a chart of the given size with its origin at the top left. */
export function chartSvg(options: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...options });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

export interface Scale {
  readonly end: number;
  readonly step: number;
}

/** An axis from 0 that covers `value` in at most `steps` steps that people read easily: 1, 2, 2.5 or 5 times 10ⁿ. */
export function niceScale(value: number, steps: number): Scale {
  if (!(value > 0)) return { end: 1, step: 1 };
  const least = value / steps;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 2.5, 5].find((it) => it * power >= least * (1 - 1e-9)) ?? 10);
  return { end: Math.ceil(value / step - 1e-9) * step, step };
}
