import { FITS, Refusal } from '../../placement/fit.js';
import { NO_MEMBERSHIP, type TaskRequest } from '../../placement/view.js';
import type { Capacity, Setup, TaskDefinitionSpec } from '../setup.js';
import type { InstanceClass, InstanceClasses } from './instance-classes.js';
import { lastingVerdict } from './lasting-verdict.js';
import type { Memberships } from './memberships.js';
import type { Daemons } from './services/daemons.js';

/** What tells a task of one origin where it may run. */
interface PlacementDemand {
  readonly memberOf: readonly string[];
  readonly zones: readonly number[] | null;
  readonly capacity: Capacity;
  readonly groupName: string;
}

interface Parts {
  readonly setup: Setup;
  readonly classes: InstanceClasses;
  readonly memberships: Memberships;
  readonly daemons: Daemons;
}

/** The part of a request that says on which instances a task may be, decided by instance class as far as that goes. */
export function constraintsOf(
  { setup, classes, memberships, daemons: daemonServices }: Parts,
  definition: TaskDefinitionSpec,
  { memberOf, zones, capacity, groupName }: PlacementDemand,
): Pick<TaskRequest, 'classVerdicts' | 'emptyVerdicts' | 'membership' | 'repelsItself'> {
  const lasting = classes.all.map((instanceClass) => lastingVerdict(instanceClass, setup.instanceTypes, { definition, zones, capacity }));
  const settled = classes.all.map((instanceClass) => memberships.settle(memberOf, instanceClass));
  const verdicts = lasting.map((verdict, at) => (verdict === FITS && settled[at] === 'never' ? Refusal.memberOf : verdict));
  const takes = (instanceClass: InstanceClass, groups: readonly string[]) => memberships.holdsWith(memberOf, instanceClass, groups);
  // A new instance has its daemons before anybody else's tasks (S.DAEMON-3): who asks for them is not turned away (S.CONSTR-5).
  const daemons = classes.all.map((_, at) => daemonServices.groupsOn(at));
  const empty = verdicts.map((verdict, at) => (verdict === FITS && !takes(classes.all[at], daemons[at]) ? Refusal.memberOf : verdict));
  return {
    classVerdicts: columnOf(verdicts),
    emptyVerdicts: columnOf(empty),
    membership: settled.includes('depends') ? memberships.columnOf(memberOf) : NO_MEMBERSHIP,
    // Where it never comes, nothing keeps its like away.
    repelsItself: classes.all.some(
      (one, at) => lasting[at] === FITS && takes(one, daemons[at]) && !takes(one, [...daemons[at], groupName]),
    ),
  };
}

/** null when all fit: then nobody need look. */
function columnOf(verdicts: readonly number[]): Int8Array | null {
  return verdicts.every((verdict) => verdict === FITS) ? null : Int8Array.from(verdicts);
}
