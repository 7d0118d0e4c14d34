import type { Ms } from '../../../kernel/event-loop.js';
import { turnFrom } from '../../../services/turns.js';
import type { Setup } from '../../setup.js';
import { Chance, Purpose } from '../chance.js';

/** Returns the turns of a run for those that only listen to it. */
export function turnsOf(setup: Setup): ServiceTurns {
  const chance = new Chance(setup.seed);
  return new ServiceTurns(setup, chance, chance.keysOf(setup).services);
}

/** When the scheduler reconciles each service: at its turns, or at any time where it takes none. */
export class ServiceTurns {
  /** By service; null: no turns. */
  private readonly phases: readonly Ms[] | null;
  private readonly everyMs: Ms;
  private readonly restMs: Ms;

  constructor(
    setup: Setup,
    private readonly chance: Chance,
    private readonly keys: readonly number[],
  ) {
    const { turns } = setup.deploymentAndHealth;
    this.everyMs = turns?.everyMs ?? 0;
    this.restMs = turns?.restMs ?? 0;
    const drawn = { kind: 'uniform', minMs: 0, maxMs: this.everyMs - 1 } as const;
    this.phases = turns === null ? null : keys.map((key) => turns.phaseMs ?? chance.ms(drawn, key, Purpose.turn, 0));
  }

  get hasTurns(): boolean {
    return this.phases !== null;
  }

  /** Returns the first time at `atMs` or later at which the scheduler reconciles the service. */
  from(service: number, atMs: Ms): Ms {
    return this.phases === null ? atMs : turnFrom(atMs, this.phases[service]!, this.everyMs);
  }

  /** Returns the time of the turn that follows `atMs`; `atMs` itself without turns. */
  after(service: number, atMs: Ms): Ms {
    return this.phases === null ? atMs : turnFrom(atMs + 1, this.phases[service]!, this.everyMs);
  }

  /** Returns the time until the scheduler looks at a service at rest: within an interval of its own, drawn for the nth time. */
  idleMsUntilTurn(service: number, nth: number): Ms {
    if (this.restMs === 0) return 0;
    return this.chance.ms({ kind: 'uniform', minMs: 0, maxMs: this.restMs - 1 }, this.keys[service], Purpose.restLook, nth);
  }
}
