import { describe, expect, it } from 'vitest';
import { explainInstance } from '../../src/placement/explain/verdict.js';
import { REFUSALS, Refusal } from '../../src/placement/fit.js';
import { causeOf, eventText, type FailureNames, runTaskFailures, type ServiceEvent } from '../../src/placement/messages.js';
import type { TaskRequest } from '../../src/placement/view.js';
import { request, ToyFleet, type ToyRow } from './toy-fleet.js';

const UNABLE = '(service web) was unable to place a task because no container instance met all of its requirements.';
const SEE = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
const failedOn = (instance: string, code: number): ServiceEvent => ({ kind: 'placementFailed', closest: { instance, code } });

describe('eventText', () => {
  it('reports a steady state and started tasks', () => {
    expect(eventText('web', { kind: 'steadyState' })).toBe('(service web) has reached a steady state.');
    expect(eventText('web', { kind: 'tasksStarted', tasks: ['7', '9'] })).toBe('(service web) has started 2 tasks: (task 7) (task 9).');
    expect(eventText('web', { kind: 'tasksStarted', tasks: ['7'] })).toBe('(service web) has started 1 tasks: (task 7).'); // As ECS has it.
  });

  it('reports that there is no instance', () => {
    expect(eventText('web', { kind: 'noInstances', where: 'cluster' })).toBe(
      `${UNABLE} Reason: No Container Instances were found in your cluster. ${SEE}`,
    );
    expect(eventText('web', { kind: 'noInstances', where: 'capacity provider' })).toContain('found in your capacity provider. For');
  });

  it.each([
    [Refusal.cpu, 'has insufficient CPU units available.'],
    [Refusal.memory, 'has insufficient memory available.'],
    [Refusal.gpu, 'has insufficient GPU resource available.'],
    [Refusal.ports, 'is already using a port required by your task.'],
    [Refusal.attribute, 'is missing an attribute required by your task.'],
    [Refusal.eni, 'encountered error "RESOURCE:ENI".'],
    [Refusal.agent, 'encountered error "AGENT".'],
    [Refusal.location, 'encountered error "LOCATION".'],
    [Refusal.memberOf, 'encountered error "MemberOf placement constraint unsatisfied.".'],
    [Refusal.distinctInstance, 'encountered error "DistinctInstance placement constraint unsatisfied.".'],
  ])('reports what the closest instance lacks (refusal %i)', (code, text) => {
    expect(eventText('web', failedOn('0a1b', code))).toBe(`${UNABLE} The closest matching (container-instance 0a1b) ${text} ${SEE}`);
  });
});

describe('causeOf', () => {
  it('is the same whichever instance comes closest, and another for another lack', () => {
    expect(causeOf(failedOn('1', Refusal.cpu))).toBe(causeOf(failedOn('2', Refusal.cpu)));
    expect(causeOf(failedOn('1', Refusal.cpu))).not.toBe(causeOf(failedOn('1', Refusal.memory)));
  });

  it('differs by kind, and tasks that start are never the same again', () => {
    const events: ServiceEvent[] = [
      { kind: 'steadyState' },
      { kind: 'noInstances', where: 'cluster' },
      failedOn('1', Refusal.cpu),
      { kind: 'tasksStarted', tasks: ['1', '2'] },
      { kind: 'tasksStarted', tasks: ['1'] },
      { kind: 'tasksStarted', tasks: ['12'] },
    ];
    expect(new Set(events.map(causeOf)).size).toBe(events.length);
  });
});

describe('failures of the API', () => {
  const names: FailureNames = {
    arnOf: (row) => `arn/${row}`,
    detailOf: ({ failed }) => `${failed.length} of ${REFUSALS[failed[0].code].word}`,
  };
  const verdicts = (rows: ToyRow[], task: Partial<TaskRequest> = {}) => {
    const fleet = new ToyFleet(rows);
    return rows.map((_, row) => explainInstance(fleet, row, request(task)));
  };

  it('name each registered instance that refuses, with its first reason', () => {
    const rows: ToyRow[] = [
      { cpu: 0, memory: 0 },
      { isActive: false },
      { provider: 1 },
      {},
      { isConnected: false },
      { tasks: [1] },
      { ports: [2] },
    ];
    expect(runTaskFailures(verdicts(rows, { provider: 0, isDistinctInstance: true, ports: [2] }), names)).toEqual([
      { arn: 'arn/0', reason: 'RESOURCE:CPU', detail: '2 of CPU' },
      { arn: 'arn/4', reason: 'AGENT', detail: '1 of agent' },
      { arn: 'arn/5', reason: 'DistinctInstance placement constraint unsatisfied.', detail: '1 of distinctInstance' },
      { arn: 'arn/6', reason: 'RESOURCE:PORTS', detail: '1 of ports' },
    ]);
    expect(runTaskFailures(verdicts([{}], { membership: 0 }), names)[0].reason).toBe('MemberOf placement constraint unsatisfied.');
  });
});
