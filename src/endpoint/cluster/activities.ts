import { ec2IdsOf } from '../../sim/ec2-id.js';
import { Fact, type FactKind, InstanceCause, LaunchReason, type Subscriber } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { startedBy } from './draft.js';

/** Activities kept of a session; Auto Scaling keeps those of six weeks. */
const KEPT = 1_000;

/** A scaling activity of a group, as DescribeScalingActivities returns it. */
export interface Activity {
  readonly ActivityId: string;
  readonly AutoScalingGroupName: string;
  readonly Description: string;
  readonly Cause: string;
  readonly StartTime: string;
  readonly EndTime: string;
  readonly StatusCode: 'Successful' | 'Failed';
  readonly StatusMessage?: string;
  readonly Progress: number;
}

const CAUSES: Readonly<Record<number, string>> = {
  [InstanceCause.scaleIn]: 'the desired capacity fell',
  [InstanceCause.userTerminated]: 'a user terminated the instance',
  [InstanceCause.interrupted]: 'EC2 took the Spot Instance back',
  [InstanceCause.rebalanced]: 'EC2 recommended to rebalance the Spot Instance',
  [InstanceCause.maxLifetime]: 'the instance was older than the maximum instance lifetime',
  [InstanceCause.zoneOutage]: 'the Availability Zone failed',
  [InstanceCause.zoneRebalanced]: 'the Availability Zones were out of balance',
  [InstanceCause.instanceRefresh]: 'an instance refresh replaced the instance',
  [InstanceCause.unhealthy]: 'the instance failed its health checks',
};

/** A change of the desired count of a service, as DescribeScalingActivities of Application Auto Scaling returns it. */
export interface ServiceActivity extends Omit<Activity, 'AutoScalingGroupName' | 'Progress'> {
  readonly service: number;
  readonly StatusCode: 'Successful';
  readonly StatusMessage: string;
}

const FAILURES: Readonly<Record<number, string>> = {
  [LaunchReason.insufficientCapacity]: 'We currently do not have sufficient capacity in the Availability Zone you requested.',
  [LaunchReason.priceAboveMax]: 'Your Spot request price is lower than the minimum required Spot request fulfillment price.',
};

/** The launches and terminations of groups, the newest first. */
export class Activities implements Subscriber {
  readonly latest: Activity[] = [];
  /** Those of services, the newest first. */
  readonly ofServices: ServiceActivity[] = [];
  private readonly groups = new Map<number, string>();
  /** By capacity provider: the last change of DesiredCapacity by a policy. */
  private readonly causes = new Map<number, { readonly isRaised: boolean; readonly text: string }>();
  private count = 0;
  private setup: Setup;

  constructor(setup: Setup) {
    this.setup = setup;
  }

  /** Goes on with the names of another setup. */
  follow(setup: Setup): void {
    this.setup = setup;
  }

  onFact(kind: FactKind, atMs: number, a: number, b: number, c: number, provider: number, e: number): void {
    const { capacityProviders } = this.setup;
    if (kind === Fact.groupScaled && b !== c)
      this.causes.set(a, { isRaised: c > b, text: this.policyCause(a, { from: b, to: c, policy: e }) });
    if (kind === Fact.instanceLaunched && capacityProviders[provider] !== undefined) {
      this.groups.set(a, capacityProviders[provider].name);
      // The instances of the start were launched before.
      if (atMs > 0)
        this.add(atMs, a, {
          what: 'Launching a new',
          cause: this.causeOf(provider, { isRaised: true }) ?? 'fewer instances were there than the desired capacity',
        });
    }
    if (kind === Fact.instanceTerminated && this.groups.has(a)) {
      const group = capacityProviders.findIndex(({ name }) => name === this.groups.get(a));
      const byPolicy = b === InstanceCause.scaleIn ? this.causeOf(group, { isRaised: false }) : undefined;
      this.add(atMs, a, { what: 'Terminating', cause: byPolicy ?? CAUSES[b] ?? 'the instance ended' });
      this.groups.delete(a);
    }
    if (kind === Fact.serviceScaled && b !== c) this.scaled(atMs, { service: a, toDesired: c, policy: e });
    if (kind === Fact.launchFailed && capacityProviders[a] !== undefined) this.failed(atMs, capacityProviders[a].name, b);
  }

  /** Returns the cause of the last change of DesiredCapacity, if a scaling policy made it. */
  private causeOf(provider: number, { isRaised }: { readonly isRaised: boolean }): string | undefined {
    const last = this.causes.get(provider);
    return last?.isRaised === isRaised ? last.text : undefined;
  }

  private policyCause(
    provider: number,
    { from, to, policy }: { readonly from: number; readonly to: number; readonly policy: number },
  ): string {
    const name = this.setup.capacityProviders[provider]!.scaling?.policies[policy]?.name;
    return `a monitor alarm triggered policy ${name} changing the desired capacity from ${from} to ${to}`;
  }

  private add(atMs: number, instance: number, { what, cause }: { readonly what: string; readonly cause: string }): void {
    const Description = `${what} EC2 instance: ${ec2IdsOf(this.setup)(instance)}`;
    this.push(atMs, { AutoScalingGroupName: this.groups.get(instance)!, Description, Cause: cause, StatusCode: 'Successful' });
  }

  private scaled(
    atMs: number,
    { service, toDesired, policy }: { readonly service: number; readonly toDesired: number; readonly policy: number },
  ): void {
    const time = new Date(this.setup.startsAtMs + atMs).toISOString();
    const name = this.setup.services[service]!.scaling?.policyNames[policy];
    this.ofServices.unshift({
      ActivityId: this.nextId(),
      service,
      Description: `Setting desired count to ${toDesired}.`,
      Cause: name === undefined ? 'scheduled action or bounds of the scalable target' : `policy ${startedBy(name)}`,
      StartTime: time,
      EndTime: time,
      StatusCode: 'Successful',
      StatusMessage: `Successfully set desired count to ${toDesired}. Change successfully fulfilled by ecs.`,
    });
    this.ofServices.length = Math.min(this.ofServices.length, KEPT);
  }

  private nextId(): string {
    return `00000000-0000-0000-0000-${String(this.count++).padStart(12, '0')}`;
  }

  private failed(atMs: number, group: string, reason: number): void {
    const StatusMessage = FAILURES[reason] ?? 'Internal error';
    const Cause = 'fewer instances were there than the desired capacity';
    this.push(atMs, {
      AutoScalingGroupName: group,
      Description: 'Launching a new EC2 instance.',
      Cause,
      StatusCode: 'Failed',
      StatusMessage,
    });
  }

  private push(atMs: number, what: Omit<Activity, 'ActivityId' | 'StartTime' | 'EndTime' | 'Progress'>): void {
    const time = new Date(this.setup.startsAtMs + atMs).toISOString();
    const ActivityId = this.nextId();
    this.latest.unshift({ ActivityId, ...what, Cause: `At ${time} ${what.Cause}.`, StartTime: time, EndTime: time, Progress: 100 });
    this.latest.length = Math.min(this.latest.length, KEPT);
  }
}
