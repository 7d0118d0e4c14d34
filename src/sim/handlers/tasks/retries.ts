import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';

/** Also tries pending tasks periodically (`waiting.retryEvery`), whether or not room was gained. */
export class Retries {
  constructor(private readonly world: World) {}

  onRetry(): void {
    this.world.placementDue();
    this.scheduleNext();
  }

  scheduleNext(): void {
    const { setup, loop } = this.world;
    const { retryEveryMs } = setup.waiting;
    if (retryEveryMs !== null) loop.schedule(loop.nowMs + retryEveryMs, EventKind.tasksAreRetried, 0);
  }
}
