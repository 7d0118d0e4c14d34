import type { Ms } from '../../../kernel/event-loop.js';
import { protect, protectionFailure } from '../../../services/protection.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import type { Fault } from '../../fault.js';

/**
 * Tasks that protect themselves while they work, through the agent's endpoint (S.PROT-6). An expiry needs an event only where the
 * protection is renewed.
 */
export class TaskProtection {
  constructor(private readonly world: World) {}

  /** Protects a task that comes to RUNNING and gets work. */
  onRunning(slot: number, equivalence: EquivalenceClass): void {
    const { protection } = equivalence.deploymentSpec!;
    if (protection === null) return;
    const { chance, tasks, loop } = this.world;
    const key = this.world.keyOf(equivalence);
    const nth = tasks.nth[slot];
    if (chance.uniform(key, Purpose.hasWork, nth) >= protection.share) return;
    this.protect(slot, equivalence, loop.nowMs + chance.ms(protection.work, key, Purpose.work, nth));
  }

  /** Renews a protection that expires before the task's work is done. By then the slot may belong to another task. */
  onExpiry(slot: number, task: number): void {
    const { tasks, equivalences, protectedTasks } = this.world;
    const workEndsMs = protectedTasks.workEndsMs(slot);
    if (tasks.state[slot] === 0 || workEndsMs === null || tasks.task[slot] !== task) return;
    this.protect(slot, equivalences.all[tasks.equivalence[slot]], workEndsMs);
  }

  /** UpdateTaskProtection, called by a task or by a user. A standalone task cannot be protected (S.PROT-3). */
  onCall({ tasks: ordinals, minutes }: Extract<Fault, { readonly kind: 'taskProtection' }>): void {
    const { tasks, equivalences, records, loop, protectedTasks } = this.world;
    for (const slot of tasks.living()) {
      if (!ordinals.includes(tasks.task[slot]) || tasks.cause[slot] !== 0) continue;
      const { service } = equivalences.all[tasks.equivalence[slot]];
      const untilMs = minutes === null ? loop.nowMs : protect(loop.nowMs, minutes)!;
      const standing =
        service < 0
          ? { protectedTasks: 0, desired: 0 }
          : { protectedTasks: protectedTasks.ofService(service, loop.nowMs).count, desired: records.services[service].desired };
      if (minutes === null) protectedTasks.forget(slot);
      else if (protectionFailure({ isService: service >= 0 }, standing) !== null) {
        this.world.emit(Fact.protectionRefused, tasks.task[slot]);
        continue;
      } else protectedTasks.set(slot, { untilMs, workEndsMs: untilMs });
      this.world.emit(Fact.taskProtected, tasks.task[slot], untilMs);
      if (service >= 0) this.world.serviceDue(service);
    }
  }

  private protect(slot: number, equivalence: EquivalenceClass, workEndsMs: Ms): void {
    const { tasks, records, loop, protectedTasks } = this.world;
    const { minutes, isRenewed } = equivalence.deploymentSpec!.protection!;
    const { count } = protectedTasks.ofService(equivalence.service, loop.nowMs);
    const standing = { protectedTasks: count, desired: records.services[equivalence.service].desired };
    if (protectionFailure({ isService: true }, standing) !== null) return this.world.emit(Fact.protectionRefused, tasks.task[slot]);
    // The protection ends no later than the task's work.
    const untilMs = Math.min(protect(loop.nowMs, minutes)!, workEndsMs);
    protectedTasks.set(slot, { untilMs, workEndsMs });
    this.world.emit(Fact.taskProtected, tasks.task[slot], untilMs);
    if (isRenewed && untilMs < workEndsMs) loop.schedule(untilMs, EventKind.taskProtectionExpires, slot, tasks.task[slot]);
  }
}
