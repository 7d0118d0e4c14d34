// `npm run --silent bench -- coverage [--runs 200]`: whether predictions hold what they promise. So many hidden worlds, each with its own draw of every setting
// that AWS does not publish, play the real ECS. The recording of each is exported as CloudWatch has it, a fit finds the plausible worlds that explain it, and a
// change of the cluster is predicted before and after the fit: by 199 worlds of one run each: 95 % of further ones lie between the fifth and the 195th.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANGE, SCENARIO } from './coverage-scenario.mjs';
import { fromDist } from './dist.mjs';
import { markdownTable, median, oneDecimal, textTable, twoDecimals } from './print.mjs';
import { runEach } from './processes.mjs';

const [
  { readScenario },
  { executeForFigures },
  { drawWorlds },
  backtest,
  { recordedRun },
  { metricDataJson },
  { plausibleRuns, explainer },
  { targetOf },
] = await Promise.all(
  [
    'run/scenario-file.js',
    'run/execute.js',
    'run/uncertain/worlds.js',
    'studies/backtest/run.js',
    'studies/backtest/recorded-run.js',
    'observed/write.js',
    'studies/backtest/fit/explaining.js',
    'studies/backtest/fit/misfit.js',
  ].map(fromDist),
);

const PROCESSES = 2;
const WORLDS = 199;
/** Of the interval, and of its inner half: whether more than the tails fits. */
const OUTSIDE = 0.025;
const OUTSIDE_INNER = 0.25;
const FIGURES = { cost_per_month_usd: 'Cost a month', wait_p95_ms: 'Wait, p95', below_desired_task_minutes: 'Tasks missing' };
/** Of the recording, as without --hold-out. */
const FITTED_MINUTES = 480;
/** Twice as long as what is predicted. */
const RECORDED = [{ path: 'duration', value: '8h' }];
/** Streams and seeds of each use, far apart. */
const SEEDS = { hidden: 1_000_000, recording: 2_000_000, truth: 3_000_000, before: 4_000_000, after: 5_000_000 };

const place = mkdtempSync(join(tmpdir(), 'drydock-coverage-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const file = join(place, 'coverage.yaml');
writeFileSync(file, SCENARIO);

/** With `from` the cases of one process alone, as they are. */
export async function bench({ runs, from, of = runs }) {
  if (from !== undefined) return { cases: await casesOf(from - 1, runs, of) };
  const size = Math.ceil(runs / PROCESSES);
  const parts = Array.from({ length: PROCESSES }, (_, i) => ({ from: i * size + 1, runs: Math.min(size, runs - i * size), of: runs }));
  const cases = (
    await runEach(
      'coverage',
      parts.filter((part) => part.runs > 0),
    )
  ).flatMap((part) => part.cases);
  return { rows: Object.keys(FIGURES).map((figure) => rowOf(figure, cases)), cases: cases.length };
}

function rowOf(figure, cases) {
  const told = cases.filter(({ truth }) => truth[figure] !== null);
  const coverage = (when, ends = 'whole') =>
    (100 * told.filter((one) => isIn(one.truth[figure], one[when][figure][ends])).length) / told.length;
  const width = (when) => told.map((one) => one[when][figure].whole[1] - one[when][figure].whole[0]);
  const [before, after] = ['before', 'after'].map(width);
  const ratios = after.map((one, i) => one / before[i]);
  return {
    figure: FIGURES[figure],
    before: coverage('before'),
    after: coverage('after'),
    inner: coverage('after', 'inner'),
    width: median(ratios),
    narrower: (100 * ratios.filter((ratio) => ratio < 1).length) / ratios.length,
  };
}

const isIn = (value, [low, high]) => value >= low && value <= high;

async function casesOf(first, count, of) {
  const plain = readScenario(file);
  const hidden = drawWorlds([plain], { worlds: of, seed: SEEDS.hidden });
  const before = await predicted(drawWorlds([plain], { worlds: WORLDS, seed: SEEDS.before }), SEEDS.before);
  const cases = [];
  for (let i = first; i < first + count; i++) {
    const real = hidden.assignments[i];
    const truth = await figuresOf([...real, ...CHANGE], SEEDS.truth + i);
    const worlds = drawWorlds([plain], { worlds: WORLDS, seed: SEEDS.after, fitted: { patch: [], worlds: await explaining(real, i) } });
    cases.push({ truth, before, after: await predicted(worlds, SEEDS.after + WORLDS * i) });
  }
  return cases;
}

/** Exports what CloudWatch would have recorded of the hidden world, and finds the plausible worlds that explain it. */
async function explaining(real, i) {
  const scenario = read([...RECORDED, ...real], SEEDS.recording + i);
  const minutes = await backtest.runMinutes(scenario, scenario.setup);
  const folder = mkdtempSync(join(place, 'recorded-'));
  writeFileSync(
    join(folder, 'metrics.json'),
    metricDataJson(recordedRun(minutes, scenario.setup.startsAtMs, backtest.countersOf(scenario))),
  );
  const plain = read(RECORDED, 1);
  const { compared, window } = backtest.readRecording(plain, folder);
  rmSync(folder, { recursive: true });
  const target = targetOf(compared, window, { from: 0, to: FITTED_MINUTES });
  const rowOf = async (world) => [...target.rowOf(await backtest.runMinutes(world, world.setup))];
  explained ??= explainer(await plausibleRuns(plain, { patch: [], rowOf }), target);
  const { settings } = explained(target.observed);
  return { settings: settings.map(({ path }) => path), values: settings[0].values.map((_, w) => settings.map(({ values }) => values[w])) };
}

/** The plausible worlds and what they show are the same for all cases. */
let explained = null;

/** The interval of each figure over worlds of one run each. */
async function predicted(worlds, seed) {
  const found = [];
  for (const [w, drawn] of worlds.assignments.entries()) found.push(await figuresOf([...drawn, ...CHANGE], seed + w));
  return Object.fromEntries(
    Object.keys(FIGURES).map((figure) => {
      const values = found.map((one) => one[figure] ?? 0).sort((a, b) => a - b);
      const between = (share) => [values[share * (values.length + 1) - 1], values[values.length - share * (values.length + 1)]];
      return [figure, { whole: between(OUTSIDE), inner: between(OUTSIDE_INNER) }];
    }),
  );
}

async function figuresOf(set, seed) {
  const { record } = await executeForFigures(read(set, seed), {});
  return Object.fromEntries(Object.keys(FIGURES).map((figure) => [figure, record.metrics.headline[figure]]));
}

function read(set, seed) {
  return readScenario(file, { seed, set: set.map(({ path, value }) => `${path}=${value}`) });
}

const percent = (value) => `${oneDecimal(value)} %`;
const COLUMNS = [
  { head: 'figure', isText: true, cell: ({ figure }) => figure },
  { head: 'covered before the fit', cell: ({ before }) => percent(before) },
  { head: 'after it', cell: ({ after }) => percent(after) },
  { head: 'by its inner half', cell: ({ inner }) => percent(inner) },
  { head: 'width after it', cell: ({ width }) => twoDecimals(width) },
  { head: 'narrower in', cell: ({ narrower }) => percent(narrower) },
];

export function toText({ rows, cases }) {
  return [`${cases} hidden worlds`, ...textTable(rows, COLUMNS)];
}

export function toMarkdown({ rows, cases }) {
  return [
    ...markdownTable(rows, COLUMNS),
    '',
    `Of ${cases} hidden worlds. Width: the median of the interval's width over that before the fit.`,
  ];
}
