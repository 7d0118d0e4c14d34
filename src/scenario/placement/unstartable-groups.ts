import type { Comparison, Query } from '../../placement/query/query.js';
import type { InstanceClass } from '../../sim/cluster/instance-classes.js';
import type { Expression } from './expressions-check.js';

/** Tasks of a group, and the instance classes that they may run on. */
export interface Constrained {
  readonly group: string;
  readonly memberOf: readonly Expression[];
  readonly classes: readonly InstanceClass[];
}

/**
 * The tasks that can only start beside a task of a group whose first task can never start (S.CONSTR-4): their own group, or several groups
 * that wait for each other. All other conditions of a constraint are assumed to come true at some time, so that no valid group is reported.
 */
export function neverStarting<T extends Constrained>(all: readonly T[]): readonly T[] {
  const started = new Set<string>();
  let waiting = all;
  for (;;) {
    const starting = new Set(waiting.filter((one) => canStart(one, started)));
    if (starting.size === 0) return waiting;
    for (const { group } of starting) started.add(group);
    waiting = waiting.filter((one) => !starting.has(one));
  }
}

function canStart({ memberOf, classes }: Constrained, started: ReadonlySet<string>): boolean {
  const canBeOn = (one: InstanceClass) =>
    memberOf.every(({ byClass }) => {
      const settled = byClass.get(one)!;
      return typeof settled === 'string' ? settled === 'always' : canHold(settled, started);
    });
  return classes.length === 0 || classes.some(canBeOn);
}

/** Returns whether some instance can satisfy the query if only tasks of these groups have started. */
function canHold(query: Query, started: ReadonlySet<string>): boolean {
  if (query.kind === 'not') return canFail(query.part, started);
  if (query.kind === 'comparison') return !comparesGroups(query, ['==', 'in']) || query.values.some((group) => started.has(group));
  const holds = (part: Query) => canHold(part, started);
  return query.kind === 'and' ? query.parts.every(holds) : query.parts.some(holds);
}

function canFail(query: Query, started: ReadonlySet<string>): boolean {
  if (query.kind === 'not') return canHold(query.part, started);
  if (query.kind === 'comparison') return !comparesGroups(query, ['!=', 'not_in']) || query.values.some((group) => started.has(group));
  const fails = (part: Query) => canFail(part, started);
  return query.kind === 'and' ? query.parts.some(fails) : query.parts.every(fails);
}

function comparesGroups({ subject, operator }: Comparison, operators: readonly string[]): boolean {
  return subject === 'task:group' && operators.includes(operator);
}
