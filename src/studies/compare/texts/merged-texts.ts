import { grouped } from '../../../kernel/grouped.js';
import { numberText } from '../../../kernel/quantity-text.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { ReplicatedComparison, ScenarioText } from '../result.js';

/** A number of a sentence, but none in the name of an instance type. */
const NUMBER = /(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)/g;

/** Returns the limits of the model that the runs met. */
export function leftOutTexts(runs: readonly FinishedRun[]): string[] {
  const texts = runs.flatMap(({ identity, record }) => record.leftOut.map((text) => ({ scenario: identity.name, text })));
  return mergedTexts(texts, runs.length);
}

/** The numbers of these texts are of one run of each scenario, from its beginning. */
export function leftOutHeading(replications: ReplicatedComparison | null): string {
  if (replications === null) return 'Left out of these figures';
  return `Left out of these figures (numbers are of the first replication${replications.warmUp === null ? '' : ', warm-up included'})`;
}

/** Returns `NAME: sentence` for each scenario. Sentences that differ in their numbers alone become one, with the least and the greatest. */
export function mergedTexts(texts: readonly ScenarioText[], scenarios: number): string[] {
  const same = grouped(texts, ({ text }) => text.replace(NUMBER, '#'));
  return [...same.values()].map((alike) => {
    const who = alike.length === scenarios && scenarios > 1 ? 'all' : alike.map(({ scenario }) => scenario).join(', ');
    return `${who}: ${merged(alike.map(({ text }) => text))}`;
  });
}

function merged(sentences: readonly string[]): string {
  const numbers = sentences.map((sentence) => sentence.match(NUMBER) ?? []);
  let n = 0;
  return sentences[0]!.replace(NUMBER, (first) => {
    const values = numbers.map((row) => Number(row[n]!.replaceAll(',', '')));
    n++;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (low === high) return first;
    const decimals = first.split('.')[1]?.length ?? 0;
    return `${numberText(low, decimals)} to ${numberText(high, decimals)}`;
  });
}
