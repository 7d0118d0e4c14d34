import type { FinishedRun } from '../../report/summary.js';
import { numberText } from '../../report/text.js';

/** A number of a sentence, but none in the name of an instance type. */
const NUMBER = /(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)/g;

/** What the model leaves out of each run. Sentences that differ in their numbers alone are one, with the least and the greatest. */
export function leftOutTexts(runs: readonly FinishedRun[]): string[] {
  const same = new Map<string, { readonly names: string[]; readonly sentences: string[] }>();
  for (const { identity, record } of runs)
    for (const sentence of record.leftOut) {
      const key = sentence.replace(NUMBER, '#');
      const { names, sentences } = same.get(key) ?? { names: [], sentences: [] };
      same.set(key, { names: [...names, identity.name], sentences: [...sentences, sentence] });
    }
  return [...same.values()].map(({ names, sentences }) => {
    const who = names.length === runs.length ? 'all' : names.join(', ');
    return `${who}: ${merged(sentences)}`;
  });
}

function merged(sentences: readonly string[]): string {
  const numbers = sentences.map((sentence) => sentence.match(NUMBER) ?? []);
  let n = 0;
  return sentences[0]!.replace(NUMBER, (first) => {
    const values = numbers.map((of) => Number(of[n]!.replaceAll(',', '')));
    n++;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (low === high) return first;
    const decimals = first.split('.')[1]?.length ?? 0;
    return `${numberText(low, decimals)} to ${numberText(high, decimals)}`;
  });
}
