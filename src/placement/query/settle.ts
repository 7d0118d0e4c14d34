import { type ClassSubjects, classTest } from './evaluate.js';
import { type Compound, comparisonsOf, type Query } from './query.js';

/** A query's answer for all instances of a class, or the part that depends on the single instance. */
export type Settled = 'always' | 'never' | Query;

/** Decides the parts that depend only on attributes and agent version. */
export function settleQuery(query: Query, subjects: ClassSubjects): Settled {
  switch (query.kind) {
    case 'comparison': {
      const test = classTest(query);
      return test === undefined ? query : settledAs(test(subjects));
    }
    case 'not': {
      const part = settleQuery(query.part, subjects);
      if (typeof part === 'string') return settledAs(part === 'never');
      return part === query.part ? query : { ...query, part };
    }
    default:
      return settleCompound(query, subjects);
  }
}

/** One part may decide the whole; any other decided part is left out. */
function settleCompound(query: Compound, subjects: ClassSubjects): Settled {
  const decisive = settledAs(query.kind === 'or');
  const rest: Query[] = [];
  for (const part of query.parts) {
    const settled = settleQuery(part, subjects);
    if (settled === decisive) return decisive;
    if (typeof settled !== 'string') rest.push(settled);
  }
  if (rest.length === 0) return settledAs(query.kind === 'and');
  return rest.length === 1 ? rest[0] : { ...query, parts: rest };
}

function settledAs(holds: boolean): 'always' | 'never' {
  return holds ? 'always' : 'never';
}

/** The properties that can change a query's answer for one instance: each group name once, in the order of the text. */
export interface Dependencies {
  readonly taskGroups: readonly string[];
  readonly runningTasksCount: boolean;
  readonly agentConnected: boolean;
  readonly registeredAt: boolean;
  readonly ec2InstanceId: boolean;
}

export function dependenciesOf(query: Query): Dependencies {
  const comparisons = comparisonsOf(query);
  const reads = (subject: string) => comparisons.some((comparison) => comparison.subject === subject);
  return {
    taskGroups: [...new Set(comparisons.flatMap(({ subject, values }) => (subject === 'task:group' ? values : [])))],
    runningTasksCount: reads('runningTasksCount'),
    agentConnected: reads('agentConnected'),
    registeredAt: reads('registeredAt'),
    ec2InstanceId: reads('ec2InstanceId'),
  };
}
