/** Published evaluations whose numbers are decided by more than a model: `--preset` makes a run decide the same. */
export const PRESETS = ["octopack-fixtests", "octopack-fixdocs", "original"] as const;

export type PresetName = (typeof PRESETS)[number];
