import { compileQuery } from '../../../placement/query/evaluate.js';
import { parseQuery } from '../../../placement/query/parse.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import { AwsError } from '../../aws-error.js';
import type { Context } from '../operation.js';

/** Returns the test of a filter in the cluster query language on rows of instances; throws AWS's error for one that is wrong. */
export function testOf({ cluster }: Context, filter: string | undefined): (row: number) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const { query, problems = [] } = parseQuery(filter);
  if (query === undefined)
    throw new AwsError('InvalidParameterException', `The filter is invalid: ${problems.map(({ message }) => message).join('; ')}`);
  const { fleet, tasks, equivalences, querySubjects } = cluster.moment.world;
  const holds = compileQuery(query);
  const hasTaskOf = (row: number) => (name: string) => {
    const group = querySubjects.groups.find(name);
    for (let slot = fleet.firstTask[row]!; slot !== NONE; slot = tasks.next[slot]!)
      if (equivalences.all[tasks.equivalence[slot]!]!.group === group) return true;
    return false;
  };
  return (row) => holds(Object.assign(querySubjects.subjectsOf(row), { hasTaskOf: hasTaskOf(row) }));
}
