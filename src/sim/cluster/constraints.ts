import { FITS, Refusal } from '../../placement/fit.js';
import { NO_MEMBERSHIP, type TaskRequest } from '../../placement/view.js';
import type { Capacity } from '../capacity.js';
import type { Setup, TaskDefinitionSpec } from '../setup.js';
import type { InstanceClass, InstanceClasses } from './instance-classes.js';
import { lastingVerdict } from './lasting-verdict.js';
import type { Memberships } from './memberships.js';
import type { Daemons } from './services/daemons.js';

/** The parts of a task's specification that restrict where it may run. */
interface PlacementDemand {
  readonly memberOf: readonly string[];
  readonly zones: readonly number[] | null;
  readonly capacity: Capacity;
  readonly groupName: string;
  /** GPU models, joined by `|`; the empty text: any. */
  readonly gpuModels: string;
}

interface Parts {
  readonly setup: Setup;
  readonly classes: InstanceClasses;
  readonly memberships: Memberships;
  readonly daemons: Daemons;
}

/** Returns the placement constraints of a request, decided by instance class where the class alone settles them. */
export function constraintsOf(
  { setup, classes, memberships, daemons: daemonServices }: Parts,
  definition: TaskDefinitionSpec,
  { memberOf, zones, capacity, groupName, gpuModels }: PlacementDemand,
): Pick<TaskRequest, 'classVerdicts' | 'emptyVerdicts' | 'membership' | 'repelsItself'> {
  const needs = { definition, zones, capacity, gpuModels };
  const lasting = classes.all.map((instanceClass) => lastingVerdict(instanceClass, setup.instanceTypes, needs));
  const settled = classes.all.map((instanceClass) => memberships.settle(memberOf, instanceClass));
  const verdicts = lasting.map((verdict, at) => (verdict === FITS && settled[at] === 'never' ? Refusal.memberOf : verdict));
  const takes = (instanceClass: InstanceClass, groups: readonly string[]) => memberships.holdsWith(memberOf, instanceClass, groups);
  // A new instance gets its daemons before any other task (S.DAEMON-3), so a constraint that requires a daemon does not exclude it
  // (S.CONSTR-5).
  const daemons = classes.all.map((_, at) => daemonServices.groupsOn(at));
  const empty = verdicts.map((verdict, at) => (verdict === FITS && !takes(classes.all[at], daemons[at]) ? Refusal.memberOf : verdict));
  return {
    classVerdicts: columnOf(verdicts),
    emptyVerdicts: columnOf(empty),
    membership: settled.includes('depends') ? memberships.columnOf(memberOf) : NO_MEMBERSHIP,
    // On a class that never takes the task, the task cannot repel another of its group.
    repelsItself: classes.all.some(
      (one, at) => at < classes.unchanged && lasting[at] === FITS && takes(one, daemons[at]) && !takes(one, [...daemons[at], groupName]),
    ),
  };
}

/** Returns null when every class fits, so that placement skips the check. */
function columnOf(verdicts: readonly number[]): Int8Array | null {
  return verdicts.every((verdict) => verdict === FITS) ? null : Int8Array.from(verdicts);
}
