import { launchZone, NO_VICTIM, pickVictim } from '../../autoscaling/auto-scaling-group.js';
import { onScaleIn } from '../../services/managed-instances.js';
import { Booting, Draining } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { InstanceCause } from '../facts.js';
import type { InstanceLife } from './instance-life.js';

/** Auto Scaling groups: launch and terminate until the number of living instances is DesiredCapacity. */
export class Groups {
  private isCandidate = new Uint8Array(16);

  constructor(
    private readonly world: World,
    private readonly instances: InstanceLife,
  ) {}

  /** Desired is at least minSize; what that asks beyond the initial instances is launched now, as no scale-out (scaler choice 3). */
  start(): void {
    for (const [provider, spec] of this.world.setup.capacityProviders.entries()) {
      this.world.roster.groups[provider].desired = Math.max(spec.minSize, spec.initialSize);
      this.world.groupDue(provider);
    }
  }

  onAdjust(provider: number): void {
    const group = this.world.roster.groups[provider];
    group.isDue = false;
    if (group.draining > 0) this.endDrained(provider);
    while (group.living < group.desired) if (!this.launch(provider)) return;
    while (group.living > group.desired) if (!this.terminate(provider)) return;
  }

  private launch(provider: number): boolean {
    const { setup, roster, fleet } = this.world;
    const limit = setup.quotas.containerInstances;
    if (limit !== null && fleet.count >= limit) return false;
    const group = roster.groups[provider];
    const zone = launchZone(group.livingByZone, setup.capacityProviders[provider].zones, setup.scaler.zoneTie, group.launched);
    this.instances.launch(provider, zone);
    return true;
  }

  /** With managed termination protection only an instance without non-daemon tasks goes; else DesiredCapacity stays lower and it goes when it empties. */
  private terminate(provider: number): boolean {
    const { fleet, setup, roster } = this.world;
    const { isProtected, isDraining, zones } = setup.capacityProviders[provider];
    if (this.isCandidate.length < fleet.count) this.isCandidate = new Uint8Array(fleet.count * 2);
    for (let row = 0; row < fleet.count; row++) {
      // Protection covers instances with non-daemon tasks, and new ones until they have registered (C.MTP-02).
      const isBusy = fleet.state[row] === Booting || fleet.nonDaemonTasks[row] > 0;
      const mayGo = fleet.state[row] !== Draining && onScaleIn({ isProtected, isDraining, isBusy }) !== 'kept';
      this.isCandidate[row] = Number(fleet.provider[row] === provider && mayGo);
    }
    const { livingByZone } = roster.groups[provider];
    const row = pickVictim({ count: fleet.count, zones, livingByZone, zone: fleet.zone, isCandidate: this.isCandidate });
    if (row === NO_VICTIM) return false;
    const isBusy = fleet.nonDaemonTasks[row] > 0;
    if (isBusy && onScaleIn({ isProtected, isDraining, isBusy }) === 'drained') this.instances.drain(row, InstanceCause.scaleIn);
    else this.instances.terminate(row, InstanceCause.scaleIn);
    return true;
  }

  /** A drain is over when the last task but daemons has gone; those stop with the instance (C.MID-04). */
  private endDrained(provider: number): void {
    const { fleet } = this.world;
    for (let row = fleet.count - 1; row >= 0; row--) {
      const isEmpty = fleet.state[row] === Draining && fleet.nonDaemonTasks[row] === 0;
      if (isEmpty && fleet.provider[row] === provider) this.instances.terminate(row, InstanceCause.scaleIn);
    }
  }
}
