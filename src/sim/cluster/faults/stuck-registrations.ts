import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import type { Chance } from '../chance.js';
import { hitBy } from './load-impairments.js';

type Stuck = Extract<Fault, { readonly kind: 'healthCheckFault' }> & { readonly services: ReadonlySet<number> };

/** Target groups whose load balancer takes changes of its targets only when a fault is over (I.HC-5). */
export class StuckRegistrations {
  readonly isAny: boolean;
  private readonly all: readonly Stuck[];

  constructor({ faults }: Setup, chance: Chance) {
    this.all = faults.flatMap((fault, index) =>
      fault.kind === 'healthCheckFault' && fault.isStuck === true
        ? [{ ...fault, services: hitBy(fault, streamOf(fault, index), chance) }]
        : [],
    );
    this.isAny = this.all.length > 0;
  }

  concern(service: number): boolean {
    return this.all.some(({ services }) => services.has(service));
  }

  /** Returns when a target that ECS registers or deregisters at `atMs` comes into the rotation, or leaves it. */
  inEffectMs({ service, zone }: { readonly service: number; readonly zone: number }, atMs: Ms): Ms {
    const faults = this.all.filter((fault) => fault.services.has(service) && (fault.zone ?? zone) === zone);
    let ms = atMs;
    for (let on = faults.filter((fault) => isOn(fault, ms)); on.length > 0; on = faults.filter((fault) => isOn(fault, ms)))
      ms = Math.max(...on.map(({ untilMs }) => untilMs));
    return ms;
  }
}
