import type { Ms } from '../../../kernel/event-loop.js';
import { readyAtMs } from '../../../services/health/condition-timeline.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';

/** When tasks behind a load balancer are registered with their target group and taken out of it: at turns of the scheduler. */
export class Registrations {
  /** By service and revision: from RUNNING until a task may be registered; null: never. */
  private readonly readyMs: readonly (readonly (Ms | null)[])[];

  constructor(private readonly world: World) {
    const { services, deploymentAndHealth } = world.setup;
    this.readyMs = services.map(({ deploymentSpec }) =>
      (deploymentSpec?.checks ?? []).map((checks) => readyAtMs(checks, deploymentAndHealth)),
    );
  }

  /** Whether tasks of the class are registered with a target group. */
  isRegistered({ deploymentSpec }: EquivalenceClass): boolean {
    return deploymentSpec !== null && deploymentSpec.targetGroup !== null;
  }

  /** Whether the scheduler's turns decide about tasks of the class. */
  areInTurns({ deploymentSpec }: EquivalenceClass): boolean {
    return this.world.turns.areTaken && deploymentSpec !== null && deploymentSpec.targetGroup !== null;
  }

  /** Returns when the running task is, or was, registered. Infinity: never. */
  registeredMs(slot: number, { service, taskClass }: EquivalenceClass): Ms {
    const readyMs = this.readyMs[service][taskClass.revision];
    return readyMs === null ? Number.POSITIVE_INFINITY : this.world.turns.from(service, this.world.tasks.runningMs[slot] + readyMs);
  }

  /** Returns when the target of the stopping task begins to drain. */
  deregisteredMs(slot: number, { service }: EquivalenceClass): Ms {
    return this.world.turns.after(service, this.world.tasks.toldMs[slot]);
  }
}
