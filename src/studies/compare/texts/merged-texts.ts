import { grouped } from '../../../kernel/grouped.js';
import { rangeText, wordingOf } from '../../../kernel/sentence.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { ReplicatedComparison, ScenarioSentence } from '../result.js';

/** Returns the limits of the model that the runs met. */
export function leftOutTexts(runs: readonly FinishedRun[]): string[] {
  const all = runs.flatMap(({ identity, record }) => record.leftOut.map((sentence) => ({ scenario: identity.name, sentence })));
  return mergedTexts(all, runs.length);
}

/** The numbers of these texts are of one run of each scenario, from its beginning. */
export function leftOutHeading(replications: ReplicatedComparison | null): string {
  if (replications === null) return 'Left out of these figures';
  return `Left out of these figures (numbers are of the first replication${replications.warmUp === null ? '' : ', warm-up included'})`;
}

/** Returns `NAMES: sentence` for each wording, with the least and the greatest of its quantities. */
export function mergedTexts(all: readonly ScenarioSentence[], scenarios: number): string[] {
  return [...grouped(all, ({ sentence }) => wordingOf(sentence)).values()].map((alike) => {
    const who = alike.length === scenarios && scenarios > 1 ? 'all' : alike.map(({ scenario }) => scenario).join(', ');
    return `${who}: ${rangeText(alike.map(({ sentence }) => sentence))}`;
  });
}
