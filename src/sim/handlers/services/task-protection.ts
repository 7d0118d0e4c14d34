import type { Ms } from '../../../kernel/event-loop.js';
import { protect, protectionFailure } from '../../../services/protection.js';
import { Purpose } from '../../cluster/chance.js';
import type { Line } from '../../cluster/line.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';

/**
 * Tasks that protect themselves while they work, through the agent's endpoint (S.PROT-6). An expiry needs an event only where the
 * protection is renewed.
 */
export class TaskProtection {
  constructor(private readonly world: World) {}

  /** Protects a task that comes to RUNNING and gets work. */
  onRunning(slot: number, line: Line): void {
    const { protection } = line.care!;
    if (protection === null) return;
    const { chance, tasks, loop } = this.world;
    const key = this.world.keyOf(line);
    const nth = tasks.nth[slot];
    if (chance.uniform(key, Purpose.hasWork, nth) >= protection.share) return;
    this.protect(slot, line, loop.nowMs + chance.ms(protection.work, key, Purpose.work, nth));
  }

  /** Renews a protection that expires before the task's work is done. By then the slot may belong to another task. */
  onExpiry(slot: number, task: number): void {
    const { tasks, lines, protectedTasks } = this.world;
    const workEndsMs = protectedTasks.workEndsMs(slot);
    if (tasks.state[slot] === 0 || workEndsMs === null || tasks.task[slot] !== task) return;
    this.protect(slot, lines.all[tasks.line[slot]], workEndsMs);
  }

  private protect(slot: number, line: Line, workEndsMs: Ms): void {
    const { tasks, roster, loop, protectedTasks } = this.world;
    const { minutes, isRenewed } = line.care!.protection!;
    const { count } = protectedTasks.ofService(line.service, loop.nowMs);
    const standing = { protectedTasks: count, desired: roster.services[line.service].desired };
    if (protectionFailure({ isService: true }, standing) !== null) return this.world.tell(Fact.protectionRefused, tasks.task[slot]);
    // The protection ends no later than the task's work.
    const untilMs = Math.min(protect(loop.nowMs, minutes)!, workEndsMs);
    protectedTasks.set(slot, { untilMs, workEndsMs });
    this.world.tell(Fact.taskProtected, tasks.task[slot], untilMs);
    if (isRenewed && untilMs < workEndsMs) loop.schedule(untilMs, EventKind.taskProtectionExpires, slot, tasks.task[slot]);
  }
}
