import { Refusal } from '../fit.js';
import type { FailedCheck } from './verdict.js';

/** Properties of a task that a request lacks, because it contains verdicts and not their inputs. */
export interface TaskDescription {
  /** Its requirements on an instance, such as "linux on arm64 with ecs.capability.task-eni". */
  readonly platform: string;
  /** Zones of its subnets. */
  readonly zones: readonly string[];
  /** Expressions of its placement constraints. */
  readonly memberOf: readonly string[];
  /** Its host ports in use on the instance in question, such as "tcp/80". */
  readonly portsInUse: readonly string[];
  /** It requests thousandths of one GPU and not whole ones. */
  readonly sharesGpu: boolean;
}

/** Says why the check failed, with the scenario's names and numbers: "needs 2,048 MiB, 512 free". Complements the name in REFUSALS. */
export function detailOf({ code, needed, free }: FailedCheck, words: TaskDescription): string {
  const ofNumber = (unit: string) => `needs ${number(needed)} ${unit}, ${number(free)} free`;
  switch (code) {
    case Refusal.otherProvider:
      return 'is of another capacity provider';
    case Refusal.inactive:
      return 'the instance is not ACTIVE';
    case Refusal.agent:
      return 'the agent is not connected';
    case Refusal.attribute:
      return `needs ${words.platform}`;
    case Refusal.location:
      return `needs a zone of its subnets (${words.zones.join(', ')})`;
    case Refusal.memberOf:
      return `needs ${words.memberOf.join(' and ')}`;
    case Refusal.distinctInstance:
      return 'runs one of its group';
    case Refusal.cpu:
      return ofNumber('CPU units');
    case Refusal.memory:
      return ofNumber('MiB');
    case Refusal.ports:
      return words.portsInUse.length > 0 ? `${words.portsInUse.join(', ')} in use` : ofNumber('static host ports');
    case Refusal.eni:
      return ofNumber(needed === 1 ? 'interface' : 'interfaces');
    default:
      return words.sharesGpu
        ? `needs ${number(needed)}/1,000 of a GPU, at most ${number(free)} free on one`
        : ofNumber(needed === 1 ? 'GPU' : 'GPUs');
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
