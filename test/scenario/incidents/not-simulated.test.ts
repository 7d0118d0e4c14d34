import { describe, expect, it } from 'vitest';
import { load } from '../scenarios.js';
import { lawful, step, T3, through, timelineText } from './incidents.js';

const SPAN = { start: '2026-03-01T10:00:00Z', end: '2026-03-01T10:30:00Z' };

/** What the step of a timeline with this fault says of itself, and the actions that are left. */
function appliedSteps(fault: string) {
  const timeline = timelineText({
    ...SPAN,
    steps: step(
      'one',
      `from: "10:00", to: "10:20", where: region, fault: ${fault}`.replace(
        'region, fault: { type: zoneOutage',
        'A, fault: { type: zoneOutage',
      ),
    ),
  });
  const [only] = lawful(through(timeline, { entry: '{ name: toy.yaml, at: 20m }' })).incidents[0]!.steps;
  const [first] = only!.faults as readonly { actions?: readonly string[]; registrationStuck?: boolean }[];
  return { caveat: only!.caveat, why: only!.why, actions: first?.actions, stuck: first?.registrationStuck };
}

const mistakes = (fault: string) => (load(`${T3}faults: [${fault}]\n`).errors ?? []).map(({ path, message }) => `${path}: ${message}`);

describe('parts of faults that are not simulated', () => {
  it('are left out of a timeline, and the step says which', () => {
    expect(appliedSteps('{ type: healthCheckFault, failShare: 0.5, registrationStuck: true }')).toMatchObject({
      caveat: 'Drydock does not simulate registrationStuck of healthCheckFault yet, and acts as without',
      stuck: undefined,
    });
    expect(appliedSteps('{ type: controlPlane, actions: [stopTask, deregisterTarget] }')).toMatchObject({
      caveat: null,
      why: null,
      actions: ['stopTask', 'deregisterTarget'],
    });
    expect(appliedSteps('{ type: controlPlane, actions: [deregisterTarget] }').why).toBe('no service has a target group');
    expect(appliedSteps('{ type: zoneOutage, recover: rebooted }').caveat).toBe(
      'Drydock does not simulate recover: rebooted of zoneOutage yet, and acts as without',
    );
  });

  it('are mistakes in the list of faults of a scenario, each with what to write instead', () => {
    expect(mistakes('{ at: 10m, type: controlPlane, actions: [deregisterTarget, startTask], availabilityZone: us-east-1a }')).toEqual([
      'faults.0.availabilityZone: is understood but not simulated yet: only the action register has a zone',
    ]);
  });
});
