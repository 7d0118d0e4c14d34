import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type PullFailure = Extract<Fault, { readonly kind: 'pullFailure' }>;

/** Pulls of images that fail with a chance. */
export class PullFailures {
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: PullFailure; readonly chanceKey: number }[];
  private readonly names: readonly string[];

  constructor(
    { faults, images }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) =>
      fault.kind === 'pullFailure' ? [{ fault, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
    this.isAny = this.faults.length > 0;
    this.names = images.map(({ name }) => name);
  }

  /** Returns after what time the pull of the image that begins now fails; null: it does not. `key`, `nth`: of the draws of its task. */
  failsAfterMs(image: number, { key, nth }: { readonly key: number; readonly nth: number }, nowMs: Ms): Ms | null {
    for (const { fault, chanceKey } of this.faults) {
      if (!isOn(fault, nowMs) || !this.names[image]!.startsWith(fault.images)) continue;
      if (this.chance.draws(key ^ chanceKey, Purpose.startFault, nth)(image) < fault.share) return fault.afterMs;
    }
    return null;
  }
}
