import { describe, expect, it } from 'vitest';
import { load } from '../scenarios.js';
import { lawful, step, T3, through, timelineText } from './incidents.js';

const SPAN = { start: '2026-03-01T10:00:00Z', end: '2026-03-01T10:30:00Z' };

/** What the step of a timeline with this fault says of itself. */
function appliedStep(fault: string, where = 'region') {
  const timeline = timelineText({ ...SPAN, steps: step('one', `from: "10:00", to: "10:20", where: ${where}, fault: ${fault}`) });
  const [only] = lawful(through(timeline, { entry: '{ name: toy.yaml, at: 20m }' })).incidents[0]!.steps;
  return { caveat: only!.caveat, why: only!.why, keys: Object.keys(only!.faults[0]!) };
}

const mistakes = (fault: string) => (load(`${T3}faults: [${fault}]\n`).errors ?? []).map(({ path, message }) => `${path}: ${message}`);

describe('parts of faults that are not simulated', () => {
  it('are left out of a timeline, and the step says which', () => {
    const found = appliedStep('{ type: dependencyDown, dependency: s3 }', 'A');
    expect(found.caveat).toBe('Drydock does not simulate availabilityZone of dependencyDown yet, and acts as without');
    expect(found.keys).not.toContain('availabilityZone');
  });

  it('are mistakes in the list of faults of a scenario, each with what to write instead', () => {
    expect(mistakes('{ at: 10m, type: dependencyDown, dependency: s3, availabilityZone: us-east-1a }')).toEqual([
      'faults.0.availabilityZone: is understood but not simulated yet: leave it out',
    ]);
  });

  it('are no others: what a timeline may say acts', () => {
    for (const [fault, where] of [
      ['{ type: healthCheckFault, failShare: 0, registrationStuck: true }', 'region'],
      ['{ type: zoneOutage, recover: rebooted }', 'A'],
      ['{ type: controlPlane, actions: [startTask, stopTask, deregisterTarget, register] }', 'A'],
    ] as const)
      expect(appliedStep(fault, where).caveat).toBeNull();
    expect(appliedStep('{ type: controlPlane, actions: [deregisterTarget] }').why).toBe('no service has a target group');
  });
});
