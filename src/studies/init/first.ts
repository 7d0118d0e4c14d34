import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { numberText, plural } from '../../kernel/quantity-text.js';
import { UserError } from '../../run/failure.js';
import { loadScenario } from '../../scenario/load-scenario.js';
import { formatProblem } from '../../scenario/text/sources.js';
import { type FitRow, type ScenarioSummary, summarise, type WorkRow } from '../validate/scenario-summary.js';
import type { Answers } from './answer.js';
import { type GroupSize, scenarioText } from './scenario.js';

/** Sizes before it is known how many tasks fit on an instance. */
const UNKNOWN_SIZE: GroupSize = { atStart: 1, most: 100 };

/** Returns the text of a scenario that is valid and whose group is large enough, and a sentence about it. */
export function firstScenario(answers: Answers, out: string): { readonly text: string; readonly sentence: string } {
  const summary = summaryOf(scenarioText(answers, UNKNOWN_SIZE), out);
  const { work, fits } = summary;
  const tooLarge = work.filter((row) => copiesOf(row, fits) === 0);
  if (tooLarge.length > 0) throw new UserError(tooLarge.map((row) => tooLargeText(row, summary)));
  const needed = (tasksOf: (row: WorkRow) => number) => Math.ceil(work.reduce((sum, row) => sum + tasksOf(row) / copiesOf(row, fits), 0));
  const [atStart, atPeak] = [needed(({ tasks }) => tasks!.min), needed(({ tasks }) => tasks!.max)];
  // Room for variants of the scenario: smaller instances, more of them kept empty.
  const text = scenarioText(answers, { atStart: Math.max(1, atStart), most: 4 * Math.max(1, atPeak) });
  summaryOf(text, out);
  const tasks = work.reduce((sum, { tasks: count }) => sum + count!.max, 0);
  const sentence = `${plural(work.length, 'service')}, at most ${plural(tasks, 'task')}, on about ${plural(atPeak, 'instance')} of ${answers.instanceType}, for ${answers.duration}`;
  return { text, sentence };
}

function summaryOf(text: string, out: string): ScenarioSummary {
  const read = (path: string) => {
    try {
      return readFileSync(resolve(dirname(out), path), 'utf8');
    } catch {
      return undefined;
    }
  };
  const loaded = loadScenario(text, { file: out, read });
  if (loaded.errors !== undefined) throw new UserError(loaded.errors.map(formatProblem));
  return summarise(loaded);
}

function fitOf({ taskDefinition }: WorkRow, fits: readonly FitRow[]): FitRow {
  return fits.find((row) => row.taskDefinition === taskDefinition)!;
}

function copiesOf(row: WorkRow, fits: readonly FitRow[]): number {
  return fitOf(row, fits).copies;
}

function tooLargeText(row: WorkRow, { fits, capacity }: ScenarioSummary): string {
  const { limitedBy, instanceType } = fitOf(row, fits);
  const { type } = capacity[0]!;
  const has = `${numberText(type.cpuUnits, 0)} CPU units and ${numberText(type.memoryMib, 0)} MiB for tasks`;
  const needs = `${numberText(row.cpuUnits, 0)} CPU units and ${numberText(row.memoryMib, 0)} MiB`;
  return `service ${row.name}: a task reserves ${needs}, and does not fit on an ${instanceType} (${limitedBy.join(', ')}), which has ${has}: give another --instance-type`;
}
