import { describe, expect, it } from 'vitest';
import { TaskGroups } from '../../../src/sim/cluster/task-groups.js';
import { batch, daemon, service, setup, taskDefinition } from '../setups.js';

const groupsOf = (groups: (string | null)[], taskDefinitions = [taskDefinition(), taskDefinition({ family: 'db' })]) =>
  new TaskGroups(
    setup({ taskDefinitions, services: [service(1), daemon()], workloads: groups.map((group) => batch([], 1, 1, { group })) }),
  );

describe('TaskGroups', () => {
  it('lists services, families, and the names that RunTask brings, each once', () => {
    const groups = groupsOf(['databases', null, 'databases', 'queue']);
    expect(groups.names).toEqual(['service:web', 'service:agent', 'family:app', 'family:db', 'databases', 'queue']);
    expect([0, 1, 2, 3].map((workload) => groups.ofWorkload(workload))).toEqual([4, 2, 4, 5]);
    expect([0, 1].map((index) => groups.ofService(index))).toEqual([0, 1]);
  });

  it('lets RunTask name the group of a service or of another family', () => {
    const groups = groupsOf(['service:agent', 'family:db']);
    expect([groups.names.length, groups.ofWorkload(0), groups.ofWorkload(1)]).toEqual([4, 1, 3]);
  });

  it('puts the revisions of a family into one group', () => {
    const groups = groupsOf([null], [taskDefinition({ revision: 1 }), taskDefinition({ revision: 2 })]);
    expect([groups.find('family:app'), groups.ofWorkload(0)]).toEqual([2, 2]);
  });

  it('has no group without a task', () => {
    expect(groupsOf([null]).find('service:other')).toBe(-1);
    expect(groupsOf([null]).find('web')).toBe(-1);
  });
});
