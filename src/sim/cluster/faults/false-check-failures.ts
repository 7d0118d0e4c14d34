import type { Ms } from '../../../kernel/event-loop.js';
import type { FailingWindows, TaskFailingWindows } from '../../../services/health/failing-windows.js';
import { type Fault, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';
import { hitBy } from './load-impairments.js';

/** A time in which checks of services' targets fail, and checks of containers that call the same dependency. */
interface Failing {
  readonly isOfContainers: boolean;
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  readonly services: ReadonlySet<number>;
  readonly zone: number | null;
  readonly failShare: number;
  readonly alternates: { readonly failMs: Ms; readonly passMs: Ms } | null;
  readonly chanceKey: number;
}

/** A running task as a target. `key`, `nth`: of its draws. */
interface CheckedTask {
  readonly service: number;
  readonly zone: number;
  readonly key: number;
  readonly nth: number;
}

/** Health checks that fail although the task is well: at the load balancer, or because they call a dependency that is down. */
export class FalseCheckFailures {
  private readonly all: readonly Failing[];

  constructor(
    { faults, services }: Setup,
    private readonly chance: Chance,
  ) {
    this.all = faults.flatMap((fault: Fault, index): Failing[] => {
      const stream = streamOf(fault, index);
      const chanceKey = chance.keyOf('fault', stream);
      if (fault.kind === 'healthCheckFault')
        return [{ ...fault, services: hitBy(fault, stream, chance), isOfContainers: false, chanceKey }];
      if (fault.kind !== 'dependencyDown') return [];
      const dependent = services.flatMap(({ dependencies = [] }, service) =>
        dependencies.some(({ name, isChecked }) => isChecked && name === fault.dependency) ? [service] : [],
      );
      return [{ ...fault, services: new Set(dependent), isOfContainers: true, failShare: fault.errorShare, alternates: null, chanceKey }];
    });
  }

  /** Whether checks of the service's tasks may fail so at any time. */
  isAny(service: number): boolean {
    return this.all.some(({ services }) => services.has(service));
  }

  /** Returns the windows in which a task's checks fail, in time from `sinceMs`. */
  of(task: CheckedTask, sinceMs: Ms): TaskFailingWindows {
    const { service, zone } = task;
    const failing = this.all.filter((one) => one.services.has(service) && (one.zone ?? zone) === zone && one.untilMs > sinceMs);
    const ofContainers = failing.filter(({ isOfContainers }) => isOfContainers);
    return { target: this.failingWindowsOf(failing, task, sinceMs), containers: this.failingWindowsOf(ofContainers, task, sinceMs) };
  }

  private failingWindowsOf(failing: readonly Failing[], { key, nth }: CheckedTask, sinceMs: Ms): FailingWindows {
    return {
      windows: failing.map(({ fromMs, untilMs }) => ({ fromMs: fromMs - sinceMs, untilMs: untilMs - sinceMs })),
      fails: (atMs) => failing.some((one) => this.fails(one, { key, nth }, sinceMs + atMs)),
    };
  }

  private fails(
    { fromMs, untilMs, failShare, alternates, chanceKey }: Failing,
    { key, nth }: Pick<CheckedTask, 'key' | 'nth'>,
    atMs: Ms,
  ): boolean {
    if (atMs < fromMs || atMs >= untilMs) return false;
    if (alternates !== null) return (atMs - fromMs) % (alternates.failMs + alternates.passMs) < alternates.failMs;
    return this.chance.draws(key ^ chanceKey, Purpose.fault, nth)(Math.round(atMs)) < failShare;
  }
}
