import { Spot } from '../autoscaling/group/purchase.js';
import { TaskState } from '../services/task-states.js';
import { Booting, NONE } from '../sim/cluster/fleet.js';
import { LONG_AGO_MS } from '../sim/handlers/capacity/instance-life.js';
import { capitalTags, ec2IdOf, type Moment, registeredRows, rowsOf, TAG, tagsOf } from './moment.js';

/** The events of an instance have members that DescribeContainerInstances does not have. */
type Detail = Record<string, unknown> & { readonly updatedAt?: unknown; readonly clusterArn?: unknown };

/** The rows of the container instances that have registered. */
export function containerInstanceRows({ world }: Moment): number[] {
  return registeredRows(world).filter((row) => world.fleet.state[row] !== Booting);
}

/** describe-container-instances: the registered ones, by their numbers; all of them without. */
export function describeContainerInstances(moment: Moment, numbers?: ReadonlySet<number>): object {
  const { world, events } = moment;
  const { fleet } = world;
  const rows = containerInstanceRows(moment).filter((row) => numbers?.has(fleet.instance[row]!) ?? true);
  return {
    containerInstances: rows.map((row) => {
      const { updatedAt: _, clusterArn: _c, ...detail } = events.instanceDetail(fleet.instance[row]!, world.loop.nowMs) as Detail;
      return { ...detail, ...countsOf(moment, row), attachments: [], tags: tagsOf(numbersOf(moment, row)) };
    }),
    failures: [],
  };
}

/** Its numbers in Drydock, on which its random draws depend. */
function numbersOf({ world, history }: Moment, row: number) {
  const { fleet } = world;
  return { [TAG.ordinal]: fleet.instance[row], [TAG.nth]: history.nthOf(fleet.instance[row]!) };
}

/** describe-instances, of EC2: booted instances, with their age and purchase option. */
export function describeInstances(moment: Moment): object {
  const { fleet, setup } = moment.world;
  return {
    Reservations: rowsOf(moment.world).map((row) => ({
      Groups: [],
      Instances: [
        {
          InstanceId: ec2IdOf(moment, fleet.instance[row]!),
          InstanceType: setup.instanceTypes[fleet.type[row]!]!.name,
          LaunchTime: moment.names.time(launchedMs(moment, row)),
          Placement: { AvailabilityZone: setup.zones[fleet.zone[row]!], GroupName: '', Tenancy: 'default' },
          State: { Code: 16, Name: 'running' },
          Architecture: setup.instanceTypes[fleet.type[row]!]!.architecture,
          ...(fleet.purchase[row] === Spot ? { InstanceLifecycle: 'spot' } : {}),
          Tags: capitalTags(tagsOf(numbersOf(moment, row))),
        },
      ],
      OwnerId: moment.names.account,
    })),
  };
}

/**
 * Instances of the start have no launch time, but a call must return one: the start of the run, because their age then counts as whole
 * hours.
 */
export function launchedMs({ world }: Moment, row: number): number {
  const ms = world.fleet.launchedMs[row]!;
  return ms === LONG_AGO_MS ? 0 : ms;
}

/** Counts by desiredStatus RUNNING, and those of them that have not come to RUNNING (N.ROOM-8). */
function countsOf({ world }: Moment, row: number): { runningTasksCount: number; pendingTasksCount: number } {
  const { fleet, tasks } = world;
  let [running, pending] = [0, 0];
  for (let slot = fleet.firstTask[row]!; slot !== NONE; slot = tasks.next[slot]!) {
    if (tasks.cause[slot] !== 0) continue;
    running++;
    if (tasks.state[slot] !== TaskState.RUNNING) pending++;
  }
  return { runningTasksCount: running, pendingTasksCount: pending };
}
