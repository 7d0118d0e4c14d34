import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCALER_DEFAULTS } from '../../src/autoscaling/cluster-scaler-settings.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/scaler.md'), 'utf8');

describe('docs/scaler.md', () => {
  it('describes the effect of every setting', () => {
    const settings = Object.keys(SCALER_DEFAULTS).map((key) => key.replace(/Ms$/, ''));
    expect(settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  });
});
