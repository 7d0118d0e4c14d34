import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isModulePath } from '../../placement/algorithms/registry.js';
import type { MetricSpec } from '../../record/metrics.js';
import { UserError } from '../../run/failure.js';
import { sha256File } from '../../run/hashes.js';
import { type RunJob, runJobOf, type ScenarioTexts } from '../../run/jobs/run-job.js';
import type { Journal } from '../../run/journal/journal.js';
import { policyOf } from '../../run/policies.js';
import type { Policy } from '../../run/policy-module.js';
import { replicationSeeds } from '../../run/seeds.js';
import type { Problem } from '../../scenario/text/problem.js';
import { instead } from '../../scenario/text/suggest.js';
import { type Point, type PointPlan, pointsOf, valuesOf } from '../../statistics/points.js';
import { noPackMetric, packMetric, percentOf } from '../pack/metric-specs.js';
import { FILE_WORDS, offlineWithLifetimes, type PackWords, readPacked } from '../pack/sweep-job.js';
import { moduleText } from './axis-policies.js';
import type { FoundSweep } from './file.js';
import { publishedPlan } from './published.js';
import { checkedCount, experimentHash, type SweepOptions, type SweepRuns, spaceError } from './runs.js';
import { pathsOf, pointPlan, trialPoints } from './space.js';

/** A checked sweep of replays of traces. */
export type PackPlan = SweepRuns & { readonly scenario?: undefined };

/** Options of `drydock pack` that a file may give; `policy` stands for one of `--policies`. */
const WORDS = [
  ...['format', 'tasks', 'columns', 'constraints', 'nodes', 'machines', 'machineCpu', 'machineMemory', 'machineGpus', 'fleet', 'region'],
  ...['policy', 'demand', 'order', 'lifetimes', 'arrivalsOnly', 'tie', 'at', 'skipBadRows'],
];
const TRUTHS = ['lifetimes', 'arrivalsOnly', 'skipBadRows'];
/** The most points whose traces are read before any run. */
const TRIALS = 300;
const MISTAKES_SHOWN = 10;
/** Of a file without a seed. */
const SEED = 1;

/** Returns the plan of a sweep file that has `pack`. Throws one error with all mistakes. */
export async function packPlan(read: FoundSweep, path: string, options: SweepOptions): Promise<PackPlan> {
  const { sweep } = read;
  const problems: Problem[] = [];
  const { value: points, problems: ofPoints } = pointPlan(sweep, sweep.seed ?? SEED);
  problems.push(...ofPoints, ...wrongWords(sweep, points));
  const metrics = metricsOf(sweep.metrics, problems);
  const policies = points === undefined ? new Map<string, Policy>() : await policiesIn(sweep.pack!, points, { path, problems, ...options });
  const published =
    points && publishedPlan(sweep.published, { points, paths: pathsOf(points), metrics, keyOf: (word) => packMetric(word)?.key }, problems);
  const lines = refused(options);
  if (points === undefined || problems.length + lines.length > 0) throw new UserError([...spaceError(read, problems).lines, ...lines]);
  const runs = checkedCount(path, points, sweep.replications, options.isSure);
  const at = [...new Set(metrics.flatMap(({ key }) => percentOf(key) ?? []))].sort((a, b) => a - b);
  const replays = new Replays({ path, fixed: sweep.pack!, at, policies });
  await replays.check(trialPoints(points, TRIALS));
  const seeds = replicationSeeds(sweep.seed ?? SEED, sweep.replications);
  const modules = [...policies].flatMap(([value, { module }]) => (module === null ? [] : [[value, module.sha256]]));
  const ofFiles = [...replays.hashes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: sweep.name ?? basename(path).replace(/\.(ya?ml|json)$/, ''),
    subject: subjectOf(sweep.pack!, points),
    carried: replays.carried(),
    points,
    paths: pathsOf(points),
    seeds,
    warmUpMs: null,
    leftOut: null,
    measuredMs: null,
    metrics,
    runs,
    published: published ?? null,
    hash: experimentHash({ pack: sweep.pack!, at, points, seeds, files: ofFiles, modules }),
    jobOf: (values, seed) => replays.jobOf(values, seed),
    figureKeys: (journal) => keysOf(journal, runs),
  };
}

interface ReplaysOf {
  readonly path: string;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly at: readonly number[];
  readonly policies: ReadonlyMap<string, Policy>;
}

/** The replays of a file: their words, their files and their jobs. */
class Replays {
  /** SHA-256 by file as written. */
  readonly hashes = new Map<string, string>();
  private readonly texts = new Map<string, ScenarioTexts>();

  constructor(private readonly plan: ReplaysOf) {}

  /** Reads the trace and fleet of each point once. */
  async check(points: readonly Point[]): Promise<void> {
    const lines = new Set<string>();
    const known = new Set<string>();
    for (const point of points) {
      const { words, policy } = this.wordsOf(point);
      if (words.lifetimes === true && policy.isOffline) lines.add(offlineWithLifetimes(policy.name));
      const key = JSON.stringify(words);
      if (known.has(key)) continue;
      known.add(key);
      try {
        await readPacked(words, (file) => this.pathOf(file));
        for (const file of filesIn(words)) this.hashes.set(file, this.hashes.get(file) ?? (await sha256File(this.pathOf(file))));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        for (const line of error.lines) lines.add(line);
      }
    }
    if (lines.size > 0) throw new UserError([...lines].slice(0, MISTAKES_SHOWN).map((line) => `${this.plan.path}: ${line}`));
  }

  carried(): SweepRuns['carried'] {
    const traces = [...this.hashes].map(([file, sha256]) => [sha256, this.pathOf(file)]);
    const modules = [...this.plan.policies.values()].flatMap(({ module }) =>
      module === null ? [] : [[module.sha256, resolve(module.path)]],
    );
    return {
      scenario: this.textsOf([...this.hashes.keys()]),
      policy: null,
      materials: { traces: Object.fromEntries(traces), modules: Object.fromEntries(modules) },
    };
  }

  jobOf(values: Point, seed: number): RunJob {
    const { words, policy } = this.wordsOf(values);
    const { name, module } = policy;
    const named = { name, module: module && { file: basename(module.path), sha256: module.sha256 } };
    return runJobOf({ scenario: this.textsOf(filesIn(words)), set: [], seed, policy: named, pack: words });
  }

  private wordsOf(point: Point): { words: PackWords; policy: Policy } {
    const { policy, ...words } = { ...this.plan.fixed, ...point } as Record<string, unknown>;
    const percents = [
      ...new Set([
        ...String(words.at ?? '')
          .split(',')
          .filter(Boolean)
          .map(Number),
        ...this.plan.at,
      ]),
    ];
    const texts = Object.entries(words).map(([word, value]) => [word, TRUTHS.includes(word) ? value === true : String(value)]);
    const at = percents.length === 0 ? {} : { at: percents.join() };
    return { words: { ...Object.fromEntries(texts), ...at } as PackWords, policy: this.plan.policies.get(String(policy))! };
  }

  /** The jobs of one trace and fleet share the object. */
  private textsOf(files: readonly string[]): ScenarioTexts {
    const key = files.join('\n');
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const traces = Object.fromEntries(files.map((file) => [file, this.hashes.get(file)!]));
    const made = { file: basename(this.plan.path), text: '', texts: {}, traces };
    this.texts.set(key, made);
    return made;
  }

  private pathOf(file: string): string {
    return isAbsolute(file) ? file : resolve(dirname(this.plan.path), file);
  }
}

function filesIn(words: PackWords): string[] {
  return FILE_WORDS.flatMap((word) => (typeof words[word] === 'string' ? [words[word]] : []));
}

/** Keys and values that a sweep of packings cannot have. */
function wrongWords(sweep: FoundSweep['sweep'], points: PointPlan | undefined): Problem[] {
  const paths = points === undefined ? [] : pathsOf(points);
  const place = sweep.axes === undefined ? ['points', 0] : ['axes'];
  const unknown = (at: readonly (string | number)[], words: readonly string[]) =>
    words
      .filter((word) => !WORDS.includes(word))
      .map((word) => ({ path: [...at, word], message: `is no option of a packing${instead(word, WORDS)}` }));
  const twice = paths.filter((word) => Object.hasOwn(sweep.pack!, word));
  return [
    ...unknown(['pack'], Object.keys(sweep.pack!)),
    ...unknown(place, paths),
    ...twice.map((word) => ({ path: ['pack', word], message: 'is varied as well: say it once' })),
    ...([...paths, ...Object.keys(sweep.pack!)].includes('policy')
      ? []
      : [{ path: ['pack'], message: 'has no policy: name one here, or several by the axis policy' }]),
    ...(Object.keys(sweep.set).length > 0 ? [{ path: ['set'], message: 'is of a scenario: options of all points stand under pack' }] : []),
  ];
}

function metricsOf(words: readonly string[] | undefined, problems: Problem[]): MetricSpec[] {
  if (words === undefined)
    problems.push({
      path: ['metrics'],
      message: 'is missing: name the metrics of tables and figures, such as allocatedCpuPercent100 or failedPercent',
    });
  return (words ?? []).flatMap((word, i): MetricSpec[] => {
    const found = packMetric(word);
    if (found === undefined) problems.push({ path: ['metrics', i], message: noPackMetric(word) });
    return found === undefined ? [] : [found];
  });
}

interface Choosing extends Pick<SweepOptions, 'allowsCode'> {
  readonly path: string;
  readonly problems: Problem[];
}

/** The policies by their values; paths of modules are relative to the file. */
async function policiesIn(
  fixed: Readonly<Record<string, unknown>>,
  points: PointPlan,
  { path, problems, allowsCode }: Choosing,
): Promise<Map<string, Policy>> {
  const found = new Map<string, Policy>();
  const isVaried = pathsOf(points).includes('policy');
  const values = isVaried ? valuesOf(points, 'policy') : fixed.policy === undefined ? [] : [fixed.policy];
  for (const value of new Set(values.map(String))) {
    const report = (message: string) => problems.push({ path: isVaried ? ['axes', 'policy'] : ['pack', 'policy'], message });
    if (isModulePath(value) && !allowsCode) {
      report(moduleText(value));
      continue;
    }
    const word = isModulePath(value) && !isAbsolute(value) ? join(dirname(path), value) : value;
    const mistakes: string[] = [];
    const policy = await policyOf(word, { mistakes });
    mistakes.forEach(report);
    if (policy !== null) found.set(value, policy);
  }
  return found;
}

/** Returns mistakes for options of the command that a packing does not have. */
function refused({ policy, warmUpMs }: SweepOptions): string[] {
  return [
    ...(policy === null ? [] : ['--policy: a sweep of a packing names its policies in its file']),
    ...(warmUpMs === null ? [] : ['--warm-up: a packing has no warm-up']),
  ];
}

function subjectOf(fixed: Readonly<Record<string, unknown>>, points: PointPlan): string {
  if (typeof fixed.tasks === 'string') return basename(fixed.tasks);
  const traces = new Set([...pointsOf(points)].map(({ tasks }) => tasks));
  return traces.size === 1 ? basename(String([...traces][0])) : `${traces.size} traces`;
}

/** Every metric that a run has, in the order of first occurrence. */
function keysOf(journal: Journal, runs: number): string[] {
  const keys = new Set<string>();
  for (let run = 0; run < runs; run++) {
    const result = journal.read(run);
    if (result.failure === undefined) for (const key of Object.keys(result.packed ?? {})) keys.add(key);
  }
  return [...keys];
}
