import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, drawnBy, Purpose } from '../chance.js';

type NoNetwork = Extract<Fault, { readonly kind: 'noNetwork' }>;

/** When the network of an instance comes (Infinity: never), and whether status checks fail until then. */
export interface LateNetwork {
  readonly readyMs: Ms;
  readonly isImpaired: boolean;
}

/** Faults of the network of new instances and of tasks with interfaces of their own. */
export class Networks {
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: NoNetwork; readonly chanceKeys: readonly number[]; readonly attachKey: number }[];

  constructor(
    { faults, capacityProviders }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) => {
      if (fault.kind !== 'noNetwork') return [];
      const stream = streamOf(fault, index);
      const chanceKeys = capacityProviders.map((provider) => chance.keyOf('fault', `${stream}/${drawnBy(provider)}`));
      return [{ fault, chanceKeys, attachKey: chance.keyOf('fault', stream) }];
    });
    this.isAny = this.faults.length > 0;
  }

  /** Returns the network fault of the group's `nth` instance, launched now; null: none. */
  ofLaunch(
    { provider, zone, nth }: { readonly provider: number; readonly zone: number; readonly nth: number },
    nowMs: Ms,
  ): LateNetwork | null {
    let readyMs = nowMs;
    let isImpaired = false;
    for (const { fault, chanceKeys } of this.faults) {
      if (!isOn(fault, nowMs) || !isThere(fault, provider, zone)) continue;
      if (this.chance.uniform(chanceKeys[provider], Purpose.fault, nth) >= fault.share) continue;
      readyMs = Math.max(readyMs, readyAt(fault, nowMs));
      isImpaired ||= fault.isImpaired;
    }
    return readyMs === nowMs ? null : { readyMs, isImpaired };
  }

  /** Returns when an interface that attaches now can do so, or that it fails. `key`, `nth`: of the draws of its task. */
  ofAttachment(
    { provider, zone, key, nth }: { readonly provider: number | null; readonly zone: number; readonly key: number; readonly nth: number },
    nowMs: Ms,
  ): { readonly fromMs: Ms; readonly fails: boolean } {
    let fromMs = nowMs;
    let fails = false;
    for (const { fault, attachKey } of this.faults) {
      if (fault.attach === 'unaffected' || !isOn(fault, nowMs) || !isThere(fault, provider, zone)) continue;
      if (this.chance.uniform(key ^ attachKey, Purpose.fault, nth) >= fault.share) continue;
      if (fault.attach === 'fail') fails = true;
      else fromMs = Math.max(fromMs, fault.untilMs);
    }
    return { fromMs, fails };
  }
}

function isThere({ provider, zone }: NoNetwork, ofProvider: number | null, ofZone: number): boolean {
  return (provider === null || provider === ofProvider) && (zone === null || zone === ofZone);
}

function readyAt({ until, untilMs }: NoNetwork, nowMs: Ms): Ms {
  if (until === 'never') return Number.POSITIVE_INFINITY;
  return until === 'faultEnd' ? untilMs : nowMs + until;
}
