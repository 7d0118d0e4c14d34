import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INSTANCE_STATE_NAMES,
  type InstanceContext,
  type InstanceEvent,
  type InstanceStanding,
  InstanceState,
  isBilled,
  newInstance,
  onInstanceEvent,
  takesTasks,
} from '../../src/services/instance-states.js';

const EVENTS: InstanceEvent[] = [
  'registered',
  'registrationFailed',
  'drain',
  'activate',
  'agentLost',
  'agentBack',
  'ec2Stop',
  'ec2Start',
  'ec2Terminate',
  'deregister',
  'forceDeregister',
  'trunkReleased',
];
/** What ECS's own pages name as the successors of each status, by name. */
const LAWFUL: Record<string, string[]> = {
  REGISTERING: ['ACTIVE', 'REGISTRATION_FAILED', 'DEREGISTERING'],
  REGISTRATION_FAILED: ['DEREGISTERING'],
  ACTIVE: ['DRAINING', 'DEREGISTERING', 'INACTIVE'],
  DRAINING: ['ACTIVE', 'DEREGISTERING', 'INACTIVE'],
  DEREGISTERING: ['INACTIVE'],
  INACTIVE: [],
};
const context = fc.record<InstanceContext>({
  hasTasks: fc.boolean(),
  hasTrunk: fc.boolean(),
  deregisteredTasks: fc.constantFrom('orphaned', 'stopped'),
});

describe('the life of a container instance', () => {
  it('keeps, whatever happens to it, to the lawful statuses and to sense', () => {
    fc.assert(
      fc.property(context, fc.array(fc.constantFrom(...EVENTS), { maxLength: 15 }), (about, events) => {
        let now: InstanceStanding = newInstance(about.hasTrunk);
        for (const event of events) {
          const next = onInstanceEvent(now, event, about);
          if (next === null) continue;
          if (next.status !== now.status) expect(LAWFUL[INSTANCE_STATE_NAMES[now.status]]).toContain(INSTANCE_STATE_NAMES[next.status]);
          if (next.isAgentConnected) expect(next).toMatchObject({ isListed: true, machine: 'running' });
          if (takesTasks(next)) expect(isBilled(next)).toBe(true);
          expect(next.isListed).toBe(next.status !== InstanceState.DEREGISTERING && next.status !== InstanceState.INACTIVE);
          if (now.machine === 'terminated') expect(next.machine).toBe('terminated');
          now = next;
        }
      }),
    );
  });

  it('refuses what cannot happen to it', () => {
    const about: InstanceContext = { hasTasks: false, hasTrunk: false, deregisteredTasks: 'orphaned' };
    const active = newInstance(false);
    for (const event of ['registered', 'registrationFailed', 'activate', 'agentBack', 'ec2Start', 'trunkReleased'] as const)
      expect(onInstanceEvent(active, event, about), event).toBeNull();
    const ended = onInstanceEvent(active, 'ec2Terminate', about)!;
    for (const event of EVENTS) expect(onInstanceEvent(ended, event, about), event).toBeNull();
  });

  it('names every state by its number', () => {
    for (const [name, state] of Object.entries(InstanceState)) expect(INSTANCE_STATE_NAMES[state]).toBe(name);
  });
});
