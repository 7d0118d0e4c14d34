import { defineConfig } from 'vitest/config';

/** Whole commands that are killed, cut off and gone on with, and a fit of hundreds of runs: minutes each, too long for every change. */
const LONG = [
  'test/cli/advise.test.ts',
  'test/cli/fork.test.ts',
  'test/cli/kept-work.test.ts',
  'test/cli/kills.test.ts',
  'test/cli/optimise.test.ts',
  'test/cli/replications.test.ts',
  'test/cli/sweep.test.ts',
  'test/docs/long-commands.test.ts',
  'test/docs/planner.test.ts',
  'test/golden/behaviour-library.test.ts',
  'test/golden/behaviour-swarm.test.ts',
  'test/package/installed.test.ts',
  'test/package/node-versions.test.ts',
  'test/snapshot/failures.test.ts',
  'test/system/fit.test.ts',
  'test/system/studio-library.test.ts',
];

/** Files that draw cases from a seed (test/extent.ts): a few in `node`, all of them in `wide`, which take five times as long. */
const WIDE = [
  'test/docs/import-fields.test.ts',
  'test/endpoint/random-calls.test.ts',
  'test/import/fields/unknown-keys.test.ts',
  'test/import/{fuzz,mutation}.test.ts',
  'test/load/service.test.ts',
  'test/report/arithmetic.test.ts',
  'test/report/csv.test.ts',
  'test/report/ecs-events.test.ts',
  'test/report/figures-recorder.test.ts',
  'test/report/swarm-money.test.ts',
  'test/run/checkpoints/{compatible,swarm,timeline}.test.ts',
  'test/scenario/fuzz.test.ts',
  'test/scenarios/library.test.ts',
  'test/sim/cluster/{memberships,room-index}.test.ts',
  'test/sim/{policy,swarm}.test.ts',
  'test/studies/bound/of-run.test.ts',
  'test/studies/explain/drawn-runs.test.ts',
  'test/studies/export/round-trip.test.ts',
  'test/studies/bound/rebalance/rebalance.test.ts',
  'test/workload/formats/fuzz.test.ts',
];

/** Files of which one case alone takes seconds; they run in `wide` only. */
const WIDE_ALONE = [
  'test/cli/endless-module.test.ts',
  'test/cli/recorded-path.test.ts',
  'test/studies/explain/drawn-runs-present.test.ts',
  'test/run/engine-version.test.ts',
  'test/snapshot/chain.test.ts',
  'test/validation/validate-model.test.ts',
  'test/studies/backtest/{explaining,fit}.test.ts',
];

/** The test files of a project share the modules of a worker: to import the engine anew for each of 370 files took a fifth of the time. */
const shared = { isolate: false };

/**
 * `node` and `wide` need nothing but Node, `long` needs time besides; `system` needs Chromium and redis-server; `data` needs the real traces under DRYDOCK_DATA.
 * A limit of time is for what hangs: it holds on a machine that is ten times slower.
 */
export default defineConfig({
  test: {
    // Left to itself Vitest keeps one core free: on a machine with two, half of it.
    maxWorkers: '100%',
    globalSetup: 'test/build-once.ts',
    projects: [
      {
        test: {
          ...{ name: 'node', ...shared, testTimeout: 300_000, hookTimeout: 300_000 },
          ...{ include: ['test/**/*.test.ts'], exclude: ['test/system/**', 'test/data/**', ...LONG, ...WIDE_ALONE] },
        },
      },
      {
        test: {
          name: 'wide',
          ...shared,
          include: [...WIDE, ...WIDE_ALONE],
          provide: { extent: 'wide' },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      { test: { name: 'system', include: ['test/system/**/*.test.ts'], exclude: LONG, testTimeout: 180_000, hookTimeout: 180_000 } },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: 'long', include: LONG, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
});
