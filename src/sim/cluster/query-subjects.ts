import type { InstanceSubjects } from '../../placement/query/evaluate.js';
import { ec2IdsOf } from '../ec2-id.js';
import type { Setup } from '../setup.js';
import { type Fleet, NONE } from './fleet.js';
import { NEVER_MS } from './fleet-columns.js';
import type { InstanceClasses } from './instance-classes.js';
import type { TaskGroups } from './task-groups.js';
import type { Tasks } from './tasks.js';

interface Parts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly classes: InstanceClasses;
}

/** The subjects of the cluster query language for an instance, read from the columns. */
export class QuerySubjects {
  private readonly ec2IdOf: (ordinal: number) => string;
  private readonly last: RowSubjects;

  constructor(
    private readonly parts: Parts,
    readonly groups: TaskGroups,
  ) {
    this.ec2IdOf = ec2IdsOf(parts.setup);
    this.last = this.subjectsOf(0);
  }

  subjectsOf(row: number): RowSubjects {
    return new RowSubjects(this.parts, { groups: this.groups, ec2IdOf: this.ec2IdOf }, row);
  }

  /** One object for all rows, valid until the next call: a single query makes no object. */
  at(row: number): InstanceSubjects {
    this.last.row = row;
    return this.last;
  }
}

/** Slow values are computed only for an expression that reads them. */
class RowSubjects implements InstanceSubjects {
  constructor(
    private readonly parts: Parts,
    private readonly names: { readonly groups: TaskGroups; readonly ec2IdOf: (ordinal: number) => string },
    public row: number,
  ) {}

  attribute(name: string): string | null | undefined {
    return this.instanceClass.attributes.get(name);
  }

  get agentVersion(): string {
    return this.instanceClass.agentVersion;
  }

  get agentConnected(): boolean {
    return this.parts.fleet.isAgentConnected[this.row] === 1;
  }

  get registeredAtMs(): number {
    const registeredMs = this.parts.fleet.registeredMs[this.row];
    return registeredMs === NEVER_MS ? Number.POSITIVE_INFINITY : this.parts.setup.startsAtMs + registeredMs;
  }

  get ec2InstanceId(): string {
    return this.names.ec2IdOf(this.parts.fleet.instance[this.row]);
  }

  hasTaskOf(name: string): boolean {
    const group = this.names.groups.find(name);
    return group >= 0 && this.parts.fleet.groupOnInstance(group)[this.row] > 0;
  }

  /** Tasks with desiredStatus RUNNING, as DescribeContainerInstances counts them: those that start, too (N.ROOM-8). */
  get runningTasksCount(): number {
    const { fleet, tasks } = this.parts;
    let running = 0;
    for (let slot = fleet.firstTask[this.row]; slot !== NONE; slot = tasks.next[slot]) if (tasks.cause[slot] === 0) running++;
    return running;
  }

  private get instanceClass() {
    const { fleet, classes } = this.parts;
    return classes.all[fleet.instanceClass[this.row]];
  }
}
