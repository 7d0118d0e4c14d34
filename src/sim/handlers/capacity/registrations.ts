import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import type { LateNetwork } from '../../cluster/faults/networks.js';
import { NONE } from '../../cluster/fleet.js';
import { NEVER_MS } from '../../cluster/fleet-columns.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { InstanceCause } from '../../facts.js';
import type { HealthChecks } from './health-checks.js';
import { type InstanceLife, LONG_AGO_MS } from './instance-life.js';

/** Registrations of instances, and the end of those that do not register in time (N.REG). */
export class Registrations {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly healthChecks: HealthChecks },
  ) {}

  /** Lets the instance register after the time that its boot or start takes. */
  registerAfter(instance: number, afterMs: Ms): void {
    const { loop } = this.world;
    if (afterMs === 0) return this.ports.instances.onRegister(instance);
    loop.schedule(loop.nowMs + afterMs, EventKind.instanceRegisters, instance);
    const row = this.world.fleet.rowOf[instance];
    if (loop.nowMs + afterMs > this.limitOf(row)) this.scheduleTimeOut(row);
  }

  /** Lets the instance register when it has booted and has its network. Its group may find it unhealthy before. */
  registerLate(instance: number, afterMs: Ms, { readyMs, isImpaired }: LateNetwork): void {
    const { loop, fleet } = this.world;
    const upMs = loop.nowMs + afterMs;
    const registersMs = Math.max(upMs, readyMs);
    if (isImpaired) this.ports.healthChecks.scheduleFound(instance, upMs, registersMs);
    if (Number.isFinite(registersMs)) this.registerAfter(instance, registersMs - loop.nowMs);
    else this.scheduleTimeOut(fleet.rowOf[instance]);
  }

  /** Ends the instance at its limit: it will not register before, as far as is known. */
  scheduleTimeOut(row: number): void {
    const { loop, fleet } = this.world;
    const atMs = this.limitOf(row);
    if (atMs !== Number.POSITIVE_INFINITY) loop.schedule(Math.max(loop.nowMs, atMs), EventKind.registrationTimesOut, fleet.instance[row]);
  }

  /** The hooks of the launch have let the instance continue: it is in service for EC2 from now on. */
  onContinue(row: number): void {
    if (this.isMissing(row)) this.scheduleTimeOut(row);
  }

  /** Ends the instance if it is in service for EC2 and has never registered; the group launches another at once. */
  onTimeOut(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    if (row === NONE || !this.isMissing(row)) return;
    const provider = fleet.provider[row];
    this.ports.instances.end(row, InstanceCause.neverRegistered);
    this.world.groupDue(provider);
  }

  private isMissing(row: number): boolean {
    const { fleet, loop } = this.world;
    const isLeft = fleet.leavesFor[row] !== 0 || isPooled(fleet.lifecycle[row]) || fleet.waitEvent[row] !== NO_EVENT;
    return !isLeft && fleet.registeredMs[row] === NEVER_MS && loop.nowMs >= this.limitOf(row);
  }

  /** The latest time to register; infinite where ECS terminates nothing. */
  private limitOf(row: number): Ms {
    const { fleet, setup } = this.world;
    const provider = fleet.provider[row];
    const { registrationTimeoutMs } = setup;
    if (registrationTimeoutMs === null || provider < 0 || !setup.capacityProviders[provider].managedScaling.isEnabled)
      return Number.POSITIVE_INFINITY;
    // An instance that left the warm pool had no need to register there; of a present one the launch may be unknown.
    const sinceMs = fleet.joinedMs[row] === LONG_AGO_MS ? 0 : fleet.joinedMs[row];
    return sinceMs + registrationTimeoutMs;
  }
}
