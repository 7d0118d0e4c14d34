import { z } from 'zod';
import { condition } from '../../scenario/expectations/schema.js';
import { list, shape, whole } from '../../scenario/fields.js';
import { type ReadSpace, readSpace, SPACE_FIELDS } from '../sweep/file.js';

const OBJECTIVES_MAX = 20;

/** An optimisation file in its written form: a sweep with objectives. */
const optimiseSchema = shape('An optimisation of Drydock: the cheapest of many settings of a scenario that meets objectives.', () => ({
  ...SPACE_FIELDS,
  objectives: list(
    condition,
    [1, OBJECTIVES_MAX],
    'Conditions in the form of expect in a scenario, of the mean over the replications: `wait_p95_ms <= 60s`, also with `<`, `>=` and `>`, of the run or of a service, workload or capacity provider. The limit may be another figure.',
  ),
  waiting: z.string().describe('The metric beside cost on the front: any that is better lower.').default('wait_p95_ms'),
  replications: whole(5, 100_000, 'Runs of each finalist, with fresh seeds.').default(20),
  firstReplications: whole(1, 1000, 'Runs of each point before the first elimination.').default(3),
  keepOneOf: whole(2, 100, 'k: each round keeps one point in k, with k times the runs.').default(3),
  finalists: whole(1, 1000, 'Points in the last round.').default(12),
}));

export type OptimiseText = z.output<typeof optimiseSchema>;

/** Reads the file; returns its content or all mistakes of its form. */
export function readOptimise(text: string, file: string): ReadSpace<OptimiseText> {
  return readSpace(optimiseSchema, text, { file, standIns: { scenario: '', objectives: [''] } });
}

export function optimiseJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(optimiseSchema, { io: 'input' }), title: 'Drydock optimisation' };
}
