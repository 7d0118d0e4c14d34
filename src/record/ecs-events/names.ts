import { versionOf } from '../../fargate/platform/versions.js';
import type { Ms } from '../../kernel/event-loop.js';
import { hash32, hashText } from '../../kernel/hash.js';
import type { ProviderKind } from '../../sim/providers/kind.js';
import { kindOf } from '../../sim/providers/of-setup.js';
import type { ServiceSpec, Setup } from '../../sim/setup.js';
import type { KnownClass } from './task-classes.js';

/** A scenario has no account: this is the example account of the AWS guide. */
const ACCOUNT = '111122223333';
/** A simulation's cluster has no name: this is the default cluster of ECS. */
export const CLUSTER = 'default';

/** The kind of resource goes into the hash, so that the first task and the first instance have different ids. */
type ResourceKind = 'task' | 'container-instance' | 'attachment' | 'container' | 'deployment' | 'event';

/** Names as AWS writes them. Ids are hashes of the seed and of the name of the resource: the same run has the same ids. */
export class EcsNames {
  readonly cluster: string;
  readonly prefix: string;

  constructor(readonly setup: Setup) {
    this.prefix = `arn:aws:ecs:${setup.region}:${ACCOUNT}`;
    this.cluster = `${this.prefix}:cluster/${CLUSTER}`;
  }

  /** The last eight digits are the number of the task in tasks.csv. */
  taskId(task: number): string {
    return `${this.hex('task', task, 24)}${decimal(task)}`;
  }

  task(task: number): string {
    return `${this.prefix}:task/${CLUSTER}/${this.taskId(task)}`;
  }

  /** The last eight digits are the number of the instance in instances.csv. */
  instanceId(instance: number): string {
    return `${this.hex('container-instance', instance, 24)}${decimal(instance)}`;
  }

  instance(instance: number): string {
    return `${this.prefix}:container-instance/${CLUSTER}/${this.instanceId(instance)}`;
  }

  container(task: number, nth: number): string {
    return `${this.prefix}:container/${CLUSTER}/${this.taskId(task)}/${this.uuid('container', `${task}/${nth}`)}`;
  }

  attachment(task: number): string {
    return this.uuid('attachment', task);
  }

  networkInterface(task: number): string {
    return `eni-${this.hex('attachment', task, 17)}`;
  }

  service({ name }: ServiceSpec): string {
    return `${this.prefix}:service/${CLUSTER}/${name}`;
  }

  /** The nth deployment of a service: `ecs-svc/` and 19 digits. */
  deployment({ name, drawnBy = name }: ServiceSpec, nth: number): string {
    const [high, low] = [0, 1].map((part) => this.hash('deployment', `${drawnBy}/${nth}`, part));
    const digits = (BigInt(high) << 32n) | BigInt(low);
    return `ecs-svc/${digits.toString().padStart(19, '0').slice(-19)}`;
  }

  taskDefinition(index: number): string {
    const { family, revision } = this.setup.taskDefinitions[index];
    return `${this.prefix}:task-definition/${family}:${revision}`;
  }

  /** Null if the index is of no provider. */
  provider(index: number): string | null {
    return this.setup.providers[index]?.name ?? null;
  }

  capacityProvider(index: number): string {
    return `${this.prefix}:capacity-provider/${this.provider(index)}`;
  }

  kindOf(provider: number): ProviderKind {
    return kindOf(this.setup, provider);
  }

  platformVersion({ service, workload, definition }: KnownClass): string {
    const { services, workloads, taskDefinitions } = this.setup;
    const { platformVersion = 'LATEST' } = service >= 0 ? services[service] : workloads[workload];
    return versionOf(platformVersion, taskDefinitions[definition].operatingSystem);
  }

  /** `nth` distinguishes the events of one resource. */
  event(resource: string, nth: number): string {
    return this.uuid('event', `${resource}/${nth}`);
  }

  get account(): string {
    return ACCOUNT;
  }

  /** Formats a time by ISO 8601 in milliseconds. */
  time(atMs: Ms): string {
    return new Date(this.setup.startsAtMs + atMs).toISOString();
  }

  private uuid(thing: ResourceKind, which: string | number): string {
    return this.hex(thing, which, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  private hex(thing: ResourceKind, which: string | number, digits: number): string {
    const words = Array.from({ length: Math.ceil(digits / 8) }, (_, part) => this.hash(thing, which, part));
    return words
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('')
      .slice(0, digits);
  }

  private hash(thing: ResourceKind, which: string | number, part: number): number {
    return hash32(this.setup.seed, hashText(thing), typeof which === 'number' ? which : hashText(which), part);
  }
}

function decimal(ordinal: number): string {
  return String(ordinal).padStart(8, '0');
}
