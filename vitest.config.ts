import { defineConfig } from 'vitest/config';

/** Three projects: `node` needs nothing but Node; `system` needs Chromium and redis-server; `data` needs the real traces under DRYDOCK_DATA. */
export default defineConfig({
  test: {
    // Left to itself Vitest keeps one core free: on a machine with two, half of it.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/system/**', 'test/data/**'], testTimeout: 60_000 } },
      { test: { name: 'system', include: ['test/system/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 } },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
});
