import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';

const file = join(import.meta.dirname, '../fixtures/scenarios/capacity.yaml');
const lines = validation({ files: [file] }).text.split('\n');

describe('groups of several types', () => {
  it('have a row for each type; what they share is reported once, with the part that is On-Demand and the Spot price at the start', () => {
    const from = lines.indexOf('Capacity, as it registers with ECS');
    const rows = lines.slice(from + 1, from + 7).map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]!.slice(-1)).toEqual(['on']);
    expect(rows[1]!.slice(-1)).toEqual(['Spot']);
    expect(rows[2]).toEqual(['mixed', 'm5.large', '0–20', '0', '–', '2 + 25%', '2,048', '~7,617', '2', '0.096', '0.0400–0.0480']);
    expect(rows[3]).toEqual(['m5a.large', '2,048', '~7,661', '2', '0.086', expect.any(String)]);
    expect(rows[4]).toEqual(['big-box', '16,384', '60,000', '0', '1.000', '0.2500']);
    expect(rows[5]).toEqual(['cheap', 'c5.large', '0–4', '0', '–', '0%', '2,048', expect.any(String), '2', '0.085', '0.0300']);
  });

  it('report where savings and interruptions are from', () => {
    expect(lines).toContain('Spot: AWS Spot Advisor in alexei-led/spotinfo, 2025-06-28; given in the scenario');
  });

  it('report settings of groups, market and faults that are not the defaults', () => {
    const from = lines.indexOf('Settings that are not the defaults');
    const printed = lines.slice(from + 1).join('\n');
    for (const path of [
      'groups.terminationTie: drawn (default: oldest)',
      'spot.shortageAfterReclaim: 0s (default: 10m)',
      'faults: [{ type: spotInterruption, at: 1h',
    ])
      expect(printed).toContain(path);
  });
});

describe('a scenario on Fargate', () => {
  it('reports the providers of its work, which have no row of their own under capacity', () => {
    const mix = validation({ files: [join(import.meta.dirname, '../../scenarios/capacity/fargate-mix.yaml')] }).text;
    const row = (name: string) =>
      mix
        .split('\n')
        .find((line) => line.startsWith(name))!
        .split(/ {2,}/);
    expect(row('web')).toContain('FARGATE, FARGATE_SPOT');
    expect(row('reports')).toContain('FARGATE_SPOT');
    const alone = validation({ files: [join(import.meta.dirname, '../../scenarios/measured/scale-out-fargate.yaml')] }).text;
    expect(alone).toContain('Capacity, as it registers with ECS: none');
  });
});
