import { describe, expect, it } from 'vitest';
import { REFUSALS, Refusal } from '../../src/placement/fit.js';
import { eventText } from '../../src/placement/messages.js';
import { codeIn, pageText, rowsOf } from './page.js';

describe('docs/placing.md', () => {
  const page = pageText('docs/placing.md');

  it('lists every reason, in the order of the checks, with its word and its sentence', () => {
    const rows = rowsOf(page).filter(({ heading }) => heading.includes('Reasons'));
    const sentence = (code: number) => {
      const text = eventText('web', { kind: 'placementFailed', closest: { instance: 'ID', code } });
      return / \(container-instance ID\) (.*) For more/.exec(text)![1];
    };
    const silent = [Refusal.otherProvider, Refusal.inactive] as const;
    expect(rows.map(({ cells }) => [codeIn(cells[0]!)[0], cells[1], codeIn(cells[3]!)[0]])).toEqual(
      REFUSALS.map(({ name, word }, code) => [name, word, silent.some((other) => other === code) ? undefined : sentence(code)]),
    );
  });
});
