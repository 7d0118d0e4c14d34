import { answerOf, answerOfAll, type HookAnswer, NEVER } from '../../../autoscaling/group/hooks.js';
import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { drawnBy, Purpose } from '../../cluster/chance.js';
import type { HookWait } from '../../cluster/faults/hook-waits.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import type { HookSpec } from '../../setup.js';

type Transition = HookSpec['transition'];

const AT_ONCE: HookAnswer = answerOfAll([]);

/** Lifecycle hooks of groups: an instance waits for them before it is in service and before it ends. */
export class Hooks {
  private readonly byProvider: readonly (readonly (HookSpec & { readonly chanceKey: number })[])[];

  constructor(private readonly world: World) {
    const { setup, chance } = world;
    this.byProvider = setup.capacityProviders.map((provider) =>
      provider.hooks.map((hook) => ({ ...hook, chanceKey: chance.keyOf('hook', `${drawnBy(provider)}/${hook.name}`) })),
    );
  }

  /** Makes the instance wait for an answer. */
  schedule(row: number, { afterMs, result }: HookAnswer): void {
    const { fleet, loop } = this.world;
    const kind = result === 'ABANDON' ? EventKind.instanceIsAbandoned : EventKind.instanceContinues;
    fleet.waitEvent[row] = loop.schedule(loop.nowMs + afterMs, kind, fleet.instance[row]);
  }

  /** Returns whether the group of the instance has several hooks for the transition. */
  areSeveral(row: number, transition: Transition): boolean {
    const provider = this.world.fleet.provider[row];
    return provider >= 0 && this.byProvider[provider].filter((hook) => hook.transition === transition).length > 1;
  }

  /**
   * Returns the joint answer of the hooks of the transition, and when it comes. The hooks' actions are drawn for each instance. `wait`: the
   * calls on the hooks so far; the times then count from now.
   */
  answer(row: number, transition: Transition, wait?: HookWait): HookAnswer {
    const { fleet, chance, loop } = this.world;
    const provider = fleet.provider[row];
    if (provider < 0 || this.byProvider[provider].length === 0) return AT_ONCE;
    const hooks = this.byProvider[provider].filter((hook) => hook.transition === transition && !wait?.done.includes(hook.name));
    // The launch hooks act twice on an instance of the warm pool (A.ASG-15).
    const purpose = isPooled(fleet.lifecycle[row]) ? Purpose.poolHook : Purpose.hook;
    const actionMs = ({ action, chanceKey }: (typeof hooks)[number]) =>
      action === null ? NEVER : chance.ms(action, chanceKey, purpose, fleet.instance[row]);
    return answerOfAll(
      hooks.map((hook) => {
        const { afterMs, result } = answerOf(hook, actionMs(hook));
        const sinceMs = wait === undefined ? loop.nowMs : (wait.beats[hook.name] ?? wait.sinceMs);
        return { afterMs: Math.max(0, sinceMs + afterMs - loop.nowMs), result };
      }),
    );
  }
}
