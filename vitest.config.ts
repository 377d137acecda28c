import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/own_tmp.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are the smallest machine that we promise the time for; the quick suite waits a good part of its time.
    maxWorkers: process.env.CI === "true" ? 2 : 3,
  },
});
