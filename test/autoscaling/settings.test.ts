import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCALER_DEFAULTS } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason } from '../../src/autoscaling/reasons.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/scaler.md'), 'utf8');

/** First column of the table rows of one section. */
function namesIn(section: string): string[] {
  const text = page.split('\n## ').find((part) => part.startsWith(section))!;
  return [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
}

describe('docs/scaler.md', () => {
  it('says where every setting acts', () => {
    const settings = Object.keys(SCALER_DEFAULTS).map((key) => key.replace(/Ms$/, ''));
    expect(settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  });

  it('explains every reason', () => {
    expect(namesIn('6. Reasons').sort()).toEqual(Object.keys(ScalingReason).sort());
  });
});
