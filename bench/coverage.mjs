// `npm run --silent bench -- coverage [--runs 200] [--seed 1]`
// Whether predictions hold as often as they promise. RUNS hidden worlds, each with its own draw of every setting that AWS does not publish, play
// the real ECS. The recording of each is exported as CloudWatch has it, a fit finds the plausible worlds that explain it, and a change of the
// cluster is predicted before and after the fit, by 199 worlds of one run each: 95 % of further ones lie between the fifth and the 195th.
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
  { ALPHA, meanInterval, meanOf },
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
    'statistics/interval.js',
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
/** Runs of a hidden world that an interval may hold: the share of them has less noise than one run. */
const TRUTHS = 20;
/** Hidden worlds that share one set of plausible worlds. Intervals of one set are right or wrong together, so a study of one set shows its luck. */
const CASES_OF_SET = 10;
/** Streams and seeds of each use, far apart; those of two studies too. */
const SEEDS = { hidden: 1_000_000, recording: 2_000_000, truth: 3_000_000, before: 4_000_000, after: 5_000_000, plausible: 6_000_000 };
const STUDY = 10_000_000;

const place = mkdtempSync(join(tmpdir(), 'drydock-coverage-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const file = join(place, 'coverage.yaml');
writeFileSync(file, SCENARIO);

/** With `from` the cases of one process alone, as they are. */
export async function bench({ runs, from, of = runs, seed }) {
  if (from !== undefined) return { cases: await casesOf({ first: from - 1, count: runs, of, seed: STUDY * seed }) };
  const size = CASES_OF_SET * Math.ceil(runs / CASES_OF_SET / PROCESSES);
  const parts = Array.from({ length: PROCESSES }, (_, i) => ({
    from: i * size + 1,
    runs: Math.min(size, runs - i * size),
    of: runs,
    seed,
  }));
  const cases = (
    await runEach(
      'coverage',
      parts.filter((part) => part.runs > 0),
    )
  ).flatMap((part) => part.cases);
  return { rows: Object.keys(FIGURES).map((figure) => rowOf(figure, cases)), cases: cases.length };
}

function rowOf(figure, all) {
  const cases = all.map((one) => ({
    truths: one.truths.map((truth) => truth[figure]),
    before: one.before[figure],
    after: one.after[figure],
  }));
  const coverage = (when, ends = 'whole') => meanWithError(cases.map((one) => shareIn(one.truths, one[when][ends])));
  const widthOf = ({ whole: [low, high] }) => high - low;
  const ratios = cases.map((one) => widthOf(one.after) / widthOf(one.before));
  return {
    figure: FIGURES[figure],
    before: coverage('before'),
    after: coverage('after'),
    inner: coverage('after', 'inner'),
    width: median(ratios),
    narrower: ratios.filter((ratio) => ratio < 1).length / ratios.length,
  };
}

/** Worlds of a set are not independent of each other, so the error is that of the means of the sets. Less than two whole sets show none. */
function meanWithError(shares) {
  const sets = Array.from({ length: Math.floor(shares.length / CASES_OF_SET) }, (_, s) =>
    meanOf(shares.slice(s * CASES_OF_SET, (s + 1) * CASES_OF_SET)),
  );
  const found = meanInterval(sets, ALPHA);
  return { mean: meanOf(shares), error: found === null ? null : (found.high - found.low) / 2 };
}

function shareIn(values, [low, high]) {
  return values.filter((value) => value >= low && value <= high).length / values.length;
}

async function casesOf({ first, count, of, seed }) {
  const plain = readScenario(file);
  const hidden = drawWorlds([plain], { worlds: of, seed: seed + SEEDS.hidden });
  const cases = [];
  let set;
  for (let i = first; i < first + count; i++) {
    if (i % CASES_OF_SET === 0 || set === undefined) set = await plausibleSet(plain, Math.floor(i / CASES_OF_SET), seed);
    const real = hidden.assignments[i];
    const truths = await Promise.all(
      Array.from({ length: TRUTHS }, (_, r) => figuresOf([...real, ...CHANGE], seed + SEEDS.truth + TRUTHS * i + r)),
    );
    const fitted = { patch: [], worlds: await set.explaining(real, seed + SEEDS.recording + i) };
    const worlds = drawWorlds([plain], { worlds: WORLDS, seed: seed + SEEDS.after + i, fitted });
    cases.push({ truths, before: set.before, after: await predicted(worlds, seed + SEEDS.after + WORLDS * i) });
  }
  return cases;
}

/** The prediction before any fit, and plausible worlds; a recording chooses among them. */
async function plausibleSet(scenario, number, seed) {
  const worlds = drawWorlds([scenario], { worlds: WORLDS, seed: seed + SEEDS.before + number });
  const plain = read(RECORDED, seed + SEEDS.plausible + number);
  let explain;
  return {
    before: await predicted(worlds, seed + SEEDS.before + WORLDS * number),
    explaining: async (real, recordingSeed) => {
      const target = await recorded(plain, real, recordingSeed);
      const rowOf = async (world) => [...target.rowOf(await backtest.runMinutes(world, world.setup))];
      explain ??= explainer(await plausibleRuns(plain, { patch: [], rowOf }), target);
      const { settings } = explain(target.observed);
      return {
        settings: settings.map(({ path }) => path),
        values: settings[0].values.map((_, w) => settings.map(({ values }) => values[w])),
      };
    },
  };
}

/** Exports what CloudWatch would have recorded of the hidden world, and reads it again. */
async function recorded(plain, real, seed) {
  const scenario = read([...RECORDED, ...real], seed);
  const minutes = await backtest.runMinutes(scenario, scenario.setup);
  const folder = mkdtempSync(join(place, 'recorded-'));
  writeFileSync(
    join(folder, 'metrics.json'),
    metricDataJson(recordedRun(minutes, scenario.setup.startsAtMs, backtest.countersOf(scenario))),
  );
  const { compared, window } = backtest.readRecording(plain, folder);
  rmSync(folder, { recursive: true });
  return targetOf(compared, window, { from: 0, to: FITTED_MINUTES });
}

/** The interval of each figure over worlds of one run each. */
async function predicted(worlds, seed) {
  const found = [];
  for (const [w, drawn] of worlds.assignments.entries()) found.push(await figuresOf([...drawn, ...CHANGE], seed + w));
  return Object.fromEntries(
    Object.keys(FIGURES).map((figure) => {
      const values = found.map((one) => one[figure]).sort((a, b) => a - b);
      const between = (share) => [values[share * (values.length + 1) - 1], values[values.length - share * (values.length + 1)]];
      return [figure, { whole: between(OUTSIDE), inner: between(OUTSIDE_INNER) }];
    }),
  );
}

async function figuresOf(set, seed) {
  const { record } = await executeForFigures(read(set, seed), {});
  // Without a wait the wait is none.
  return Object.fromEntries(Object.keys(FIGURES).map((figure) => [figure, record.metrics.headline[figure] ?? 0]));
}

function read(set, seed) {
  return readScenario(file, { seed, set: set.map(({ path, value }) => `${path}=${value}`) });
}

const percent = (share) => `${oneDecimal(100 * share)} %`;
const withError = ({ mean, error }) => (error === null ? percent(mean) : `${oneDecimal(100 * mean)} ± ${oneDecimal(100 * error)} %`);
const COLUMNS = [
  { head: 'figure', isText: true, cell: ({ figure }) => figure },
  { head: 'covered before the fit', cell: ({ before }) => withError(before) },
  { head: 'after it', cell: ({ after }) => withError(after) },
  { head: 'by its inner half', cell: ({ inner }) => withError(inner) },
  { head: 'width after it', cell: ({ width }) => twoDecimals(width) },
  { head: 'narrower in', cell: ({ narrower }) => percent(narrower) },
];

export function toText({ rows, cases }) {
  return [`${cases} hidden worlds, ${TRUTHS} runs of each`, ...textTable(rows, COLUMNS)];
}

export function toMarkdown({ rows, cases }) {
  return [
    ...markdownTable(rows, COLUMNS),
    '',
    `Of ${cases} hidden worlds, ${TRUTHS} runs of each. Width: the median of the interval's width over that before the fit.`,
  ];
}
