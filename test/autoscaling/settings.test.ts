import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCALER_DEFAULTS } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason } from '../../src/autoscaling/reasons.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/scaler.md'), 'utf8');
const SECONDS = { s: 1, m: 60 };

/** First two columns of the table rows of one section. */
function rowsOf(section: string): [name: string, second: string][] {
  const text = page.split('\n## ').find((part) => part.startsWith(section))!;
  return [...text.matchAll(/^\| `(\w+)` \| `?([^|`]+)`? \|/gm)].map(([, name, second]) => [name, second.trim()]);
}

describe('docs/scaler.md', () => {
  it('names every setting with its default', () => {
    const defaults = Object.entries(SCALER_DEFAULTS).map(([key, value]) => [
      key.replace(/Ms$/, ''),
      key.endsWith('Ms') ? (value ?? 'drawn') : String(value),
    ]);
    const documented = rowsOf('6.').map(([name, text]) => {
      const duration = /^(\d+)([sm])$/.exec(text);
      return [name, duration === null ? text : Number(duration[1]) * SECONDS[duration[2] as 's' | 'm'] * 1000];
    });
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(defaults));
  });

  it('explains every reason', () => {
    const documented = rowsOf('7.').map(([name]) => name);
    expect(documented.sort()).toEqual(Object.keys(ScalingReason).sort());
  });
});
