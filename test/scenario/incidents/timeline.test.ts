import { describe, expect, it } from 'vitest';
import { readTimeline } from '../../../src/scenario/incidents/read.js';

const GOOD = `incident: aws-2021-12-22-us-east-1-power
title: One data centre of a zone lost power
region: us-east-1
start: 2021-12-22T12:11:00Z
end: 2021-12-22T22:30:00Z
scope: zone
zones: { A: { stated: use1-az4 } }
sources: [{ id: press, kind: status, url: "https://example.org/outage", read: 2026-11-28 }]
settings: { hall: { default: 0.4, min: 0.1, max: 1, worse: up, why: one data centre } }
steps:
  - { id: power, from: "12:11", to: "14:51", where: A, fault: { type: zoneOutage }, basis: retold, source: press, line: power lost }
  - { id: agents, from: "12:11", to: "14:51", where: not A, fault: { type: agentDisconnect, share: $hall }, basis: stated, source: press, line: agents lost }
`;

function mistakes(...changes: readonly (readonly [string, string])[]): string[] {
  const text = changes.reduce((all, [from, to]) => {
    expect(all).toContain(from);
    return all.replace(from, to);
  }, GOOD);
  return (readTimeline(text, 'mine.yaml').problems ?? []).map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

describe('a timeline', () => {
  it('[I.TL-1] is read with the strictness of a scenario: every mistake with its line, its path and its remedy', () => {
    expect(mistakes()).toEqual([]);
    expect(mistakes(['title:', 'titel:'], ['scope: zone', 'scope: country'])).toEqual([
      '2 titel: is not a key that belongs here; did you mean title?',
      '6 scope: "country" is not one of region, zone, service',
    ]);
    expect(mistakes(['aws-2021-12-22', 'aws-2021-12-23'])).toEqual([
      '1 incident: does not name the day of start and the region: aws-2021-12-22-us-east-1-WORD',
    ]);
    expect(mistakes(['{ type: zoneOutage }', '{ type: zoneOutage, hours: 2 }'])).toEqual([
      expect.stringContaining('11 steps.power.fault.hours: is not a key that belongs here'),
    ]);
  });

  it('[I.TL-2] names zones by letters, and a step no other letter', () => {
    expect(mistakes(['where: A', 'where: B'])).toEqual(['11 steps.power.where: there is no zone B in zones']);
    expect(mistakes(['where: A', 'where: us-east-1a'])).toEqual([
      '11 steps.power.where: "us-east-1a" is no place: write region, a letter of zones, or not with a letter',
    ]);
  });

  it('[I.TL-3] has a source or the mark assumed in each step', () => {
    expect(mistakes(['basis: retold, source: press', 'basis: retold'])).toEqual([
      '11 steps.power.source: is missing: a step that is retold names its source; else its basis is assumed',
    ]);
    expect(mistakes(['basis: retold, source: press', 'basis: assumed'])).toEqual([]);
    expect(mistakes(['source: press, line: power', 'source: pres, line: power'])).toEqual([
      '11 steps.power.source: there is no source pres; did you mean press?',
    ]);
  });

  it('[I.TL-4] gives each setting a default within its range, and uses it', () => {
    expect(mistakes(['default: 0.4', 'default: 0.05'])).toEqual(['9 settings.hall: has a default outside [min, max]']);
    expect(mistakes(['max: 1,', 'max: 2h,'])).toContain('9 settings.hall: mixes numbers and durations');
    expect(mistakes(['share: $hall', 'share: $hal'])).toEqual([
      '9 settings.hall: is used by no step',
      '12 steps.agents.fault: there is no setting hal; did you mean hall?',
    ]);
  });

  it('[I.TL-5] has steps that end after they begin, near the incident, and at least one of them', () => {
    expect(mistakes(['to: "14:51", where: A', 'to: "12:11", where: A'])).toEqual(['11 steps.power.to: is not after from']);
    expect(mistakes(['from: "12:11", to: "14:51", where: A', 'from: 2021-12-20T12:11Z, to: "14:51", where: A'])).toEqual([
      '11 steps.power.from: is more than a day before start, or ends more than 7 days after the end',
    ]);
    expect(mistakes(['line: power lost', `line: ${'x'.repeat(201)}`])).toEqual(['11 steps.power.line: has 201 characters: at most 200']);
    const empty = GOOD.replace(/steps:[\s\S]*$/, 'steps: []\n');
    expect(readTimeline(empty, 'mine.yaml').problems?.map(({ path }) => path)).toContain('steps');
  });
});
