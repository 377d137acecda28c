import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // What the program builds for itself stays in this folder, and nothing of the user's own is read.
    env: { CODE_REPAIR_CACHE: join(import.meta.dirname, ".cache") },
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/own_tmp.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are the smallest machine that we promise the time for; the quick suite waits a good part of its time.
    maxWorkers: process.env.CI === "true" ? 2 : 3,
  },
});
