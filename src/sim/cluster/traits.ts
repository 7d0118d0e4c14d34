import type { InstanceSubjects } from '../../placement/query/evaluate.js';
import { TaskState } from '../../services/task-states.js';
import { ec2InstanceId } from '../ec2-id.js';
import type { Setup } from '../setup.js';
import { type Fleet, NONE } from './fleet.js';
import type { InstanceClasses } from './instance-classes.js';
import type { TaskGroups } from './task-groups.js';
import type { Tasks } from './tasks.js';

/** What the cluster query language can ask of an instance, answered from the columns. */
export class Traits {
  constructor(
    private readonly parts: {
      readonly setup: Setup;
      readonly fleet: Fleet;
      readonly tasks: Tasks;
      readonly classes: InstanceClasses;
    },
    readonly groups: TaskGroups,
  ) {}

  subjectsOf(row: number): InstanceSubjects {
    const { setup, fleet, classes } = this.parts;
    const { attributes, agentVersion } = classes.all[fleet.instanceClass[row]];
    const registeredMs = fleet.registeredMs[row];
    return {
      attribute: (name) => attributes.get(name),
      agentVersion,
      hasTaskOf: (name) => this.hasTaskOf(name, row),
      runningTasksCount: this.runningTasks(row),
      agentConnected: fleet.isAgentConnected[row] === 1,
      registeredAtMs: registeredMs === -1 ? Number.POSITIVE_INFINITY : setup.startsAtMs + Math.max(0, registeredMs),
      ec2InstanceId: ec2InstanceId(fleet.instance[row]),
    };
  }

  private hasTaskOf(name: string, row: number): boolean {
    const group = this.groups.find(name);
    return group >= 0 && this.parts.fleet.groupOnInstance(group)[row] > 0;
  }

  /** Tasks in RUNNING, as DescribeContainerInstances counts them; those that start are pendingTasksCount. */
  private runningTasks(row: number): number {
    const { fleet, tasks } = this.parts;
    let running = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot])
      if (tasks.state[slot] === TaskState.RUNNING) running++;
    return running;
  }
}
