import { defineConfig } from 'vitest/config';

/** Whole commands that are killed, cut off and gone on with, and a fit of hundreds of runs: minutes each, too long for every change. */
const LONG = [
  'test/cli/advise.test.ts',
  'test/cli/fork.test.ts',
  'test/cli/optimise.test.ts',
  'test/cli/replications.test.ts',
  'test/cli/sweep.test.ts',
  'test/docs/long-commands.test.ts',
  'test/golden/behaviour-library.test.ts',
  'test/golden/behaviour-swarm.test.ts',
  'test/package/installed.test.ts',
  'test/snapshot/failures.test.ts',
  'test/system/fit.test.ts',
];

/** Four projects: `node` needs nothing but Node; `system` needs Chromium and redis-server; `data` needs the real traces under DRYDOCK_DATA; `long` needs nothing but Node and time. */
export default defineConfig({
  test: {
    // Left to itself Vitest keeps one core free: on a machine with two, half of it.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/system/**', 'test/data/**', ...LONG], testTimeout: 60_000 } },
      { test: { name: 'system', include: ['test/system/**/*.test.ts'], exclude: LONG, testTimeout: 180_000, hookTimeout: 180_000 } },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], testTimeout: 300_000 } },
      { test: { name: 'long', include: LONG, testTimeout: 600_000, hookTimeout: 180_000 } },
    ],
  },
});
