/** The text of a module with a placement policy that works: the start of one's own. */
export function policyTemplate(name: string): string {
  return `// A placement policy of Drydock: a rank for each instance that has room for a task. The lowest rank is taken.
// docs/algorithms.md has the columns of the fleet, the fields of a request and the contract that each policy is checked against.
import type { AlgorithmFactory } from 'ecs-drydock';

const policy: AlgorithmFactory = ({ most }) => ({
  name: '${name}',
  // The rank follows from the instance and the request alone, so ranks may be kept until the instance changes.
  dependsOn: 'row',
  // Here: the instance that the task leaves the least free, CPU and memory as shares of the largest instance.
  rank: (fleet, row, request) =>
    (fleet.cpuUnitsFree[row] - request.cpuUnits) / most.cpuUnits + (fleet.memoryMibFree[row] - request.memoryMib) / most.memoryMib,
});

export default policy;
`;
}
