import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';
import { fromBuild } from './test/from-build.js';

/** Whole commands that are killed, cut off and gone on with, runbooks of many calls, and a fit of hundreds of runs: minutes each, too long for every change. */
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
  'test/system/queue-commands.test.ts',
  'test/system/serve-runbooks.test.ts',
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
  'test/run/{fork,same-digest}.test.ts',
  'test/scenario/fuzz.test.ts',
  'test/scenarios/library.test.ts',
  'test/sim/cluster/{memberships,quiet-alarms,room-index}.test.ts',
  'test/sim/{policy,swarm}.test.ts',
  'test/studies/bound/of-run.test.ts',
  'test/studies/explain/drawn-runs.test.ts',
  'test/studies/export/round-trip.test.ts',
  'test/studies/bound/rebalance/rebalance.test.ts',
  'test/studio/engine/slider-ends.test.ts',
  'test/studio/fleet/recording.test.ts',
  'test/studio/lessons/lessons.test.ts',
  'test/workload/formats/fuzz.test.ts',
];

/** Files of which one case alone takes seconds; they run in `wide` only. */
const WIDE_ALONE = [
  'test/cli/endless-module.test.ts',
  'test/cli/recorded-path.test.ts',
  'test/studies/explain/drawn-runs-present.test.ts',
  'test/run/engine-version.test.ts',
  'test/snapshot/chain.test.ts',
  'test/studies/advise/insurance-uncertain.test.ts',
  'test/studies/backtest/{explaining,fit}.test.ts',
];

/** Node 20 optimises a function so early that a short run takes longer for it: twice as long for most of these. Later versions wait by themselves. */
const patient = process.version.startsWith('v20.') ? ['--interrupt-budget=1000000'] : [];

/** MiB. With Node's 16 the collection of short-lived objects takes a tenth of the time. */
const roomy = ['--max-semi-space-size=64'];

/** The test files of a project share the modules of a worker: to import the engine anew for each of 370 files took a fifth of the time. */
const shared = { isolate: false };

const within = (ms: number) => ({ testTimeout: ms, hookTimeout: ms });
/** A browser or a worker on a busy machine may take long to start. */
const polled = { expect: { poll: { timeout: 120_000 } } };
const project = (test: UserWorkspaceConfig['test']) => ({ plugins: [fromBuild()], test: { execArgv: [...patient, ...roomy], ...test } });

/**
 * `node` and `wide` need nothing but Node; `system` and `long` need Chromium, redis-server and the AWS CLI, and `long` needs time; `data` needs the real traces under DRYDOCK_DATA.
 * A limit of time is for what hangs: it holds on a machine that is ten times slower. All of them run the build of the sources (test/from-build.ts).
 */
export default defineConfig({
  test: {
    // Left to itself Vitest keeps one core free: on a machine with two, half of it.
    maxWorkers: '100%',
    globalSetup: 'test/build-once.ts',
    projects: [
      project({
        ...{ name: 'node', ...shared, ...within(300_000) },
        ...{ include: ['test/**/*.test.ts'], exclude: ['test/system/**', 'test/data/**', ...LONG, ...WIDE_ALONE] },
      }),
      project({ name: 'wide', ...shared, ...within(600_000), include: [...WIDE, ...WIDE_ALONE], provide: { extent: 'wide' } }),
      project({
        name: 'system',
        ...within(600_000),
        ...polled,
        include: ['test/system/**/*.test.ts'],
        exclude: LONG,
      }),
      project({ name: 'data', ...within(300_000), include: ['test/data/**/*.test.ts'] }),
      project({ name: 'long', ...within(600_000), ...polled, include: LONG }),
    ],
  },
});
