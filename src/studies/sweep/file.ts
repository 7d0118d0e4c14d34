import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { metricLabel, metricNamed } from '../../record/metric-names.js';
import { choice, list, nonEmpty, shape, whole } from '../../scenario/fields.js';
import { noSpace } from '../../scenario/text/other-kind.js';
import type { Path, Problem } from '../../scenario/text/problem.js';
import { type LocatedProblem, Sources } from '../../scenario/text/sources.js';
import { instead, show } from '../../scenario/text/suggest.js';
import { validPartsOf } from '../../scenario/text/valid-parts.js';

const RUNS_MAX = 10_000_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const path = z.string().min(1).max(1000);

const range = shape('From one end to the other, in exact decimals: numbers, or texts that share a unit, such as 30s.', () => ({
  from: z.union([z.number(), z.string()]),
  to: z.union([z.number(), z.string()]),
  step: z.union([z.number(), z.string()]),
}));

/** The message for a value of the wrong type; mistakes within one of the right type have their own. */
function notOf(kind: 'record' | 'object', expected: string) {
  return ({ input }: { readonly input?: unknown }) => {
    const isRight = typeof input === 'object' && input !== null && (kind === 'object' || !Array.isArray(input));
    return isRight || input === undefined ? undefined : `expected ${expected}, not ${show(input)}`;
  };
}

/** The fields of every file about a space of settings. */
export const SPACE_FIELDS = {
  $schema: z.string().describe('For editors.').optional(),
  name: z
    .string()
    .regex(NAME, { error: 'is no name: letters, digits, dots, _ and -, because it names the output directory' })
    .describe('Names the output directory. Default: that of this file.')
    .optional(),
  description: z.string().max(10_000).describe('A text for people.').optional(),
  scenario: nonEmpty('The scenario, by a path relative to this file.'),
  set: z.record(path, z.json()).describe('Changes at all points: a value by its path, as in `--set`.').default({}),
  axes: z
    .record(
      path,
      z.union([range, z.array(z.json()).max(100_000)], {
        error: notOf('object', 'a list of values such as [2, 4], or a range such as { from: 2, to: 8, step: 2 }'),
      }),
      {
        error: notOf('record', 'paths with their values, such as { services.web.desiredCount: [2, 4] }'),
      },
    )
    .describe(
      'The varied settings: for any path of the scenario a list of values, or a range in exact decimals, also with a unit: `{ from: 30s, to: 90s, step: 30s }`. The end is included when the steps meet it.',
    )
    .optional(),
  combine: choice(
    ['cartesian', 'zipped', 'latinHypercube'],
    '`cartesian`: all combinations of the axes, the last axis changing first. `zipped`: the first values together, the second, and so on. `latinHypercube`: as many points as samples says, spread evenly.',
  ).default('cartesian'),
  samples: whole(1, RUNS_MAX, 'Points of a Latin hypercube.').optional(),
  candidates: whole(
    1,
    1000,
    'Latin hypercubes that are drawn. The one with the largest distance between nearest points is taken.',
  ).optional(),
  points: list(
    z.record(path, z.json()),
    [0, 1_000_000],
    'Instead of axes: each point with values by their paths. All points have the same paths.',
  ).optional(),
  seed: whole(0, 4_294_967_295, 'Of the first replication. Default: that of the scenario.').optional(),
};

/** Metrics of a sweep of a scenario that names none. */
export const METRICS = ['cost_usd', 'wait_p95_ms', 'below_desired_task_minutes', 'cpu_reserved_percent', 'tasks_failed'];

/** A sweep file in its written form. */
const sweepSchema = shape('A sweep of Drydock: one scenario, many settings of it, each with several seeds.', () => ({
  ...SPACE_FIELDS,
  scenario: SPACE_FIELDS.scenario.describe('The scenario, by a path relative to this file. A sweep of traces has pack instead.').optional(),
  pack: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe(
      'Instead of a scenario: options of `drydock pack` at all points, on fleet and trace, each in one word as in machineCpu: format, tasks, nodes, demand, order, lifetimes, arrivalsOnly, tie, at and others. Any of them may be an axis, as may policy.',
    )
    .optional(),
  published: shape(
    'Published values of points, to set beside those of the sweep: published.csv has both, the interval and the error.',
    () => ({
      source: nonEmpty('Where they are published.', 1000),
      values: list(
        z.record(path, z.json()),
        [1, 100_000],
        'For each point the values of its paths, and of each metric the published number, or `{ value, least, most }` with the least and the most of the published runs.',
      ),
    }),
  ).optional(),
  replications: whole(1, 100_000, 'Runs of each point. Replication r has the same seed at all points.').default(5),
  metrics: list(
    z.string(),
    [1, 20],
    `Metrics of summary, main effects and charts. The first decides the best point. Default: of a scenario ${METRICS.join(', ')}.`,
  ).optional(),
}));

export type SweepText = z.output<typeof sweepSchema>;
/** The common part of all files about a space of settings. */
export type SpaceText = Omit<SweepText, 'replications' | 'metrics' | 'pack' | 'published' | 'scenario'> & {
  readonly scenario?: string | undefined;
};

export type ReadSpace<T extends SpaceText> =
  | { readonly sweep: T; readonly report: (problems: readonly Problem[]) => readonly LocatedProblem[]; readonly errors?: undefined }
  | { readonly sweep?: undefined; readonly errors: readonly LocatedProblem[] };
export type ReadSweep = ReadSpace<SweepText>;
export type FoundSweep = Extract<ReadSweep, { errors?: undefined }>;

/** Reads a sweep file; returns its content or all mistakes of its form. */
export function readSweep(text: string, file: string): ReadSweep {
  const read: ReadSweep = readSpace(sweepSchema, text, { file, standIns: {}, alsoWrong: (written) => wrongNames(written, dirname(file)) });
  if (read.errors !== undefined) return read;
  const { scenario, pack } = read.sweep;
  if ((scenario === undefined) !== (pack === undefined)) return read;
  const message =
    scenario === undefined ? 'is missing: name the file of a scenario, or give a trace under pack' : 'excludes pack: give one of the two';
  return { errors: read.report([{ path: ['scenario'], message }]) };
}

/** Names that are checked later in a file without mistakes of form, so that all mistakes of another one come at once. */
function wrongNames({ scenario, pack, metrics }: Readonly<Record<string, unknown>>, directory: string): Problem[] {
  const isMissing = typeof scenario === 'string' && scenario !== '' && !existsSync(resolve(directory, scenario));
  const words = pack === undefined && Array.isArray(metrics) ? metrics.map((word) => (typeof word === 'string' ? word : null)) : [];
  return [...(isMissing ? [{ path: ['scenario'], message: `there is no file ${scenario}` }] : []), ...metricProblems(words)];
}

/** Returns one for each word that names no metric; null stands for a value that is no text. */
export function metricProblems(words: readonly (string | null)[]): Problem[] {
  return words.flatMap((word, i) => {
    if (word === null || metricNamed(word) !== undefined) return [];
    return [{ path: ['metrics', i], message: `there is no metric ${word}${instead(word, metricLabel())}` }];
  });
}

interface SpaceReading {
  readonly file: string;
  readonly standIns: Readonly<Record<string, unknown>>;
  /** Further mistakes of a file that has mistakes of form. */
  readonly alsoWrong?: (written: Readonly<Record<string, unknown>>) => readonly Problem[];
}

/** Reads the file of a sweep or a search. The `report` of its result adds a mistake found later, at its place in the file. */
export function readSpace<T extends SpaceText>(
  schema: z.ZodType<T>,
  text: string,
  { file, standIns, alsoWrong }: SpaceReading,
): ReadSpace<T> {
  const sources = new Sources(file, text);
  if (sources.hasErrors) return { errors: sources.errors() };
  const other = noSpace(sources.root);
  if (other !== undefined) {
    sources.addAll([other]);
    return { errors: sources.errors() };
  }
  const { value, problems, isTouched } = validPartsOf(schema, sources.root, standIns);
  sources.addAll(problems);
  if (value !== undefined) sources.addAll(formProblems(value, sources.root as object, isTouched(['axes']) || isTouched(['points'])));
  if (value === undefined || sources.hasErrors) {
    sources.addAll(alsoWrong?.(sources.root as Readonly<Record<string, unknown>>) ?? []);
    return { errors: sources.errors() };
  }
  return {
    sweep: value,
    report: (later) => {
      sources.addAll(later);
      return sources.errors();
    },
  };
}

/** Checks which fields require or exclude each other. `isReported`: a mistake in axes or points is known already. */
function formProblems({ axes, points, combine, samples, candidates }: SpaceText, written: object, isReported: boolean): Problem[] {
  const found: Problem[] = [];
  const report = (at: Path, message: string) => found.push({ path: at, message });
  if (axes === undefined && points === undefined && !isReported) report([], 'there is nothing to vary: give axes, or points');
  if (axes !== undefined && points !== undefined) report(['points'], 'points take the place of axes: give one of the two');
  if (points !== undefined && Object.hasOwn(written, 'combine')) report(['combine'], 'says how axes are combined, and there are points');
  for (const key of Object.keys(axes ?? {}))
    if (key === 'seed') report(['axes', key], 'is no axis: replications run with seeds of their own, which all points share');
  const isHypercube = points === undefined && combine === 'latinHypercube';
  if (isHypercube && samples === undefined) report(['samples'], 'is missing: a Latin hypercube has as many points as samples says');
  for (const [key, value] of Object.entries({ samples, candidates }))
    if (!isHypercube && value !== undefined) report([key], 'is of a Latin hypercube alone: write combine: latinHypercube as well');
  return found;
}

export function sweepJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(sweepSchema, { io: 'input' }), title: 'Drydock sweep' };
}
