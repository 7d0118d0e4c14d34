import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { load } from '../scenarios.js';
import { lawful, type OwnTimeline, step, T3, through, timelineText } from './incidents.js';

const OUTAGE = step('power', 'from: "06:48", to: "07:48", where: A, fault: { type: zoneOutage }');
const toy = (parts: Partial<OwnTimeline> = {}) =>
  timelineText({ start: '2025-10-20T06:48:00Z', end: '2025-10-20T12:28:00Z', steps: OUTAGE, ...parts });
const DAYS = T3.replace('110m', '3d');

/** Errors and warnings, by path. */
function messagesIn(timeline: string, how: Parameters<typeof through>[1]): string[] {
  const { errors = [], warnings } = through(timeline, how);
  return [...errors, ...warnings].map(({ path, message }) => `${path}: ${message}`);
}

const faultsOf = (timeline: string, how: Parameters<typeof through>[1]) =>
  lawful(through(timeline, how)).scenario.faults.map((fault) => fault as Record<string, unknown>);

describe('incidents of a scenario', () => {
  it('[I.MAP-1] become faults after its own, in order of time, with a label; the written scenario has no incidents and loads to the same run', () => {
    const steps = `${step('late', 'from: "09:00", to: "09:30", where: region, fault: { type: slowBoot, factor: 2 }')}${OUTAGE}`;
    const own = `${DAYS}faults: [{ type: slowBoot, at: 30h, factor: 3 }]\n`;
    const loaded = lawful(through(toy({ steps }), { scenario: own }));
    expect(loaded.scenario.faults.map(({ type, at, ...rest }) => [type, at, (rest as { label?: string }).label])).toEqual([
      ['slowBoot', '30h', undefined],
      ['zoneOutage', '408m', 'aws-2025-10-20-us-east-1-toy/power'],
      ['slowBoot', '9h', 'aws-2025-10-20-us-east-1-toy/late'],
    ]);
    expect(loaded.scenario).not.toHaveProperty('incidents');
    const again = lawful(load(stringify(loaded.scenario)));
    expect(again.setup).toEqual(loaded.setup);
    expect(again.canonicalScenario).toBe(loaded.canonicalScenario);
  });

  it('[I.MAP-2, I.T-MAP-a] begin at their own time of day, on the first day that leaves the lead before them', () => {
    const at = (parts: Partial<OwnTimeline>, entry?: string) => faultsOf(toy(parts), { scenario: DAYS, ...(entry && { entry }) })[0]!.at;
    expect(at({})).toBe('408m'); // 6:48.
    const early = step('power', 'from: "01:00", to: "02:00", where: A, fault: { type: zoneOutage }');
    expect(at({ start: '2025-10-20T01:00:00Z', steps: early })).toBe('25h');
    const later = step('launches', 'from: "09:25", to: "12:28", where: region, fault: { type: capacityDrought }');
    const [fault] = faultsOf(toy({ steps: later }), { scenario: DAYS, entry: '{ name: toy.yaml, at: 3h }' });
    expect(fault).toMatchObject({ at: '337m', for: '183m' }); // 5:37, for 3:03.
  });

  it('[I.MAP-2] are on the calendar with clock, and begin within the run', () => {
    const entry = '{ name: toy.yaml, at: clock }';
    const then = DAYS.replace('duration:', 'startsAt: 2025-10-20T00:00:00Z\nduration:');
    expect(faultsOf(toy(), { scenario: then, entry })[0]!.at).toBe('408m');
    expect(messagesIn(toy(), { scenario: DAYS, entry })).toEqual([
      expect.stringMatching(/^incidents\.toy\.yaml\.at: is before the run|^incidents\.0\.at: is before the run/),
    ]);
    expect(messagesIn(toy(), { scenario: T3 })).toEqual([
      expect.stringContaining('begins 6 h 48 min into the run, which ends at 110m: give it an earlier time, or the run a longer duration'),
    ]);
    const before = `${OUTAGE}${step('first', 'from: "06:00", to: "06:30", where: region, fault: { type: capacityDrought }')}`;
    expect(messagesIn(toy({ steps: before }), { scenario: DAYS, entry: '{ name: toy.yaml, at: 10m }' })).toEqual([
      expect.stringContaining('puts the step first before the start of the run: let it begin 38m later'),
    ]);
  });

  it('[I.MAP-2] are cut at the end of the run, with a warning where it ends soon after them', () => {
    const entry = '{ name: toy.yaml, at: 60m }';
    const [fault] = faultsOf(toy(), { entry });
    expect(fault).toMatchObject({ at: '1h', for: '50m' });
    expect(messagesIn(toy(), { entry })).toEqual([
      expect.stringContaining('the run ends before a step of the incident: recovery is not seen'),
    ]);
    expect(messagesIn(toy(), { scenario: T3.replace('110m', '4h'), entry })).toEqual([
      expect.stringContaining('the run ends 2h after the last step, within incident.observe (6h): recovery may not be seen'),
    ]);
    expect(messagesIn(toy(), { scenario: T3.replace('110m', '8h'), entry })).toEqual([]);
  });

  it('[I.MAP-3] hit the zone that is stated, by name or by zone id, and never one zone twice', () => {
    const scenario = DAYS.replace('cluster:', 'cluster:\n  availabilityZoneIds: { us-east-1b: use1-az4 }');
    const zone = (zones: string) => faultsOf(toy(), { scenario, entry: `{ name: toy.yaml, zones: ${zones} }` })[0]!.availabilityZone;
    expect(zone('{ A: us-east-1c }')).toBe('us-east-1c');
    expect(zone('{ A: use1-az4 }')).toBe('us-east-1b');
    expect(messagesIn(toy(), { scenario, entry: '{ name: toy.yaml, zones: { A: us-east-1d, C: us-east-1a } }' })).toEqual([
      expect.stringMatching(/zones\.A: "us-east-1d" is no zone of the cluster/),
      expect.stringMatching(/zones\.C: the incident has no zone C/),
    ]);
    const others = step('agents', 'from: "06:48", to: "07:48", where: not A, fault: { type: agentDisconnect, share: 1 }');
    const hit = faultsOf(toy({ steps: others }), { scenario, entry: '{ name: toy.yaml, zones: { A: us-east-1b } }' });
    expect(hit.map(({ availabilityZone, label }) => [availabilityZone, label])).toEqual([
      ['us-east-1a', 'aws-2025-10-20-us-east-1-toy/agents:us-east-1a'],
      ['us-east-1c', 'aws-2025-10-20-us-east-1-toy/agents:us-east-1c'],
    ]);
  });

  it('[I.MAP-4] are transplanted to a cluster in another Region, or refused', () => {
    const scenario = DAYS.replaceAll('us-east-1', 'eu-west-1').replace('duration:', 'region: eu-west-1\nduration:');
    expect(lawful(through(toy(), { scenario })).incidents[0]!.transplantedTo).toBe('eu-west-1');
    expect(lawful(through(toy(), { scenario: DAYS })).incidents[0]!.transplantedTo).toBeNull();
    expect(messagesIn(toy(), { scenario, entry: '{ name: toy.yaml, refuseTransplant: true }' })).toEqual([
      expect.stringContaining('the incident was in us-east-1, and the cluster is in eu-west-1'),
    ]);
  });

  it('[I.MAP-5] keep a step that cannot act, with its reason instead of a warning', () => {
    const steps = `${OUTAGE}${step('fargate', 'from: "06:48", to: "07:48", where: region, fault: { type: capacityDrought, capacityProvider: FARGATE }')}${step('targets', 'from: "06:48", to: "07:48", where: A, fault: { type: controlPlane, actions: [deregisterTarget] }')}`;
    const { incidents, scenario, warnings } = lawful(through(toy({ steps }), { scenario: DAYS }));
    expect(incidents[0]!.steps.map(({ id, why }) => [id, why])).toEqual([
      ['power', null],
      ['fargate', 'no task runs on Fargate'],
      ['targets', 'no service has a target group'],
    ]);
    expect(scenario.faults).toHaveLength(3);
    expect(warnings).toEqual([]);
  });

  it('[I.SUR-8] leave out the named steps, which must exist and leave one', () => {
    const steps = `${OUTAGE}${step('boot', 'from: "06:48", to: "07:48", where: region, fault: { type: slowBoot, factor: 2 }')}`;
    const without = (ids: string) => through(toy({ steps }), { scenario: DAYS, entry: `{ name: toy.yaml, without: [${ids}] }` });
    expect(lawful(without('power')).incidents[0]!.steps.map(({ id }) => id)).toEqual(['boot']);
    const said = (ids: string) => without(ids).errors?.map(({ path, message }) => `${path}: ${message}`);
    expect(said('pwer')).toEqual(['incidents.0.without: the incident has no step "pwer"; did you mean power?']);
    expect(said('power, boot')).toEqual(['incidents.0.without: leaves no step: leave the incident out instead']);
  });

  it('[I.TL-4, I.TL-6] take settings and variants: mild and severe are the ends of every range', () => {
    const parts = {
      settings:
        '{ share: { default: 0.5, min: 0, max: 0.9, worse: up, why: a guess }, wait: { default: 2, min: 1, max: 4, worse: down, why: a guess } }',
      steps: `${step('agents', 'from: "06:48", to: "07:48", where: A, fault: { type: agentDisconnect, share: $share }')}${step('boot', 'from: "06:48", to: "07:48", where: region, fault: { type: slowBoot, factor: $wait }')}`,
    };
    const values = (more: string) => {
      const { incidents } = lawful(through(toy(parts), { scenario: DAYS, entry: `{ name: toy.yaml${more} }` }));
      return incidents[0]!.steps
        .map(({ faults, why }) => why ?? { ...faults[0], ...(faults[0] as object) })
        .map((fault) => {
          if (typeof fault === 'string') return fault;
          const { share, factor } = fault as { share?: number; factor?: number };
          return share ?? factor;
        });
    };
    expect(values('')).toEqual([0.5, 2]);
    expect(values(', variant: mild')).toEqual(['its share is 0', 4]);
    expect(values(', variant: severe')).toEqual([0.9, 'its factor is 1']);
    expect(values(', variant: severe, set: { share: 0.7 }')).toEqual([0.7, 'its factor is 1']);
    expect(messagesIn(toy(parts), { scenario: DAYS, entry: '{ name: toy.yaml, set: { share: 0.95, wat: 1 }, variant: seveer }' })).toEqual([
      expect.stringContaining('set: share: 0.95 is outside 0 to 0.9, the plausible range: outsideRange: true allows it'),
      expect.stringContaining('set: there is no setting wat'),
      expect.stringContaining('variant: there is no variant "seveer"; did you mean severe?'),
    ]);
    expect(values(', set: { share: 0.95 }, outsideRange: true')).toEqual([0.95, 2]);
  });

  it('comes in equal parts: each takes its part of what was there at the beginning', () => {
    const steps = step('servers', 'from: "06:48", where: A, fault: { type: terminate, share: 0.4 }, parts: 2, over: 1h');
    const parts = faultsOf(toy({ steps }), { scenario: DAYS });
    expect(parts.map(({ at, share, label }) => [at, share, label])).toEqual([
      ['408m', 0.2, 'aws-2025-10-20-us-east-1-toy/servers:1'],
      ['468m', 0.25, 'aws-2025-10-20-us-east-1-toy/servers:2'], // 0.25 of the 0.8 that are left.
    ]);
  });
});
