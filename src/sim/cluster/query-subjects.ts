import type { InstanceSubjects } from '../../placement/query/evaluate.js';
import { ec2IdsOf } from '../ec2-id.js';
import type { Setup } from '../setup.js';
import { type Fleet, NONE } from './fleet.js';
import { NEVER_MS } from './fleet-columns.js';
import type { InstanceClasses } from './instance-classes.js';
import type { TaskGroups } from './task-groups.js';
import type { Tasks } from './tasks.js';

/** The subjects of the cluster query language for an instance, read from the columns. */
export class QuerySubjects {
  private readonly ec2IdOf: (ordinal: number) => string;

  constructor(
    private readonly parts: {
      readonly setup: Setup;
      readonly fleet: Fleet;
      readonly tasks: Tasks;
      readonly classes: InstanceClasses;
    },
    readonly groups: TaskGroups,
  ) {
    this.ec2IdOf = ec2IdsOf(parts.setup);
  }

  subjectsOf(row: number): InstanceSubjects {
    const { setup, fleet, classes } = this.parts;
    const { attributes, agentVersion } = classes.all[fleet.instanceClass[row]];
    const registeredMs = fleet.registeredMs[row];
    const runningTasks = () => this.runningTasks(row);
    const ec2InstanceId = () => this.ec2IdOf(fleet.instance[row]);
    // Slow values are computed only for an expression that reads them.
    return {
      attribute: (name) => attributes.get(name),
      agentVersion,
      hasTaskOf: (name) => this.hasTaskOf(name, row),
      get runningTasksCount() {
        return runningTasks();
      },
      agentConnected: fleet.isAgentConnected[row] === 1,
      registeredAtMs: registeredMs === NEVER_MS ? Number.POSITIVE_INFINITY : setup.startsAtMs + registeredMs,
      get ec2InstanceId() {
        return ec2InstanceId();
      },
    };
  }

  private hasTaskOf(name: string, row: number): boolean {
    const group = this.groups.find(name);
    return group >= 0 && this.parts.fleet.groupOnInstance(group)[row] > 0;
  }

  /** Returns the tasks with desiredStatus RUNNING, as DescribeContainerInstances counts them: those that start, too (N.ROOM-8). */
  private runningTasks(row: number): number {
    const { fleet, tasks } = this.parts;
    let running = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) if (tasks.cause[slot] === 0) running++;
    return running;
  }
}
