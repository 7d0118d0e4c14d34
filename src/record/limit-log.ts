import { counted, decimal, lasting, type Sentence, sentence } from '../kernel/sentence.js';
import { ServiceScalingReason } from '../services/scaling/decision.js';
import { Fact, type FactKind } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';
import type { Headline } from './metrics.js';

/** A minimum that is too large for less than this part of the run is not reported: a cluster starts with it. */
const SHARE_LEAST = 0.1;

/** Counts how long the limits of groups, and how often those of scaled services, held a run back. */
export class LimitLog {
  /** By capacity provider: measurements, those at maxSize that needed more, and those at minSize that needed less. */
  private groups: { measured: number; atMost: number; atLeast: number }[];
  /** By service: how often its scaler wanted more than maxCapacity. */
  private services: number[];

  constructor(private readonly setup: Setup) {
    this.groups = setup.capacityProviders.map(() => ({ measured: 0, atMost: 0, atLeast: 0 }));
    this.services = setup.services.map(() => 0);
  }

  onFact(kind: FactKind, [subject, needed, , reason, desired]: readonly number[]): void {
    if (kind === Fact.serviceScaled) this.services[subject] += Number(reason === ServiceScalingReason.atMaximum);
    const group = kind === Fact.capacityMeasured ? this.groups[subject] : undefined;
    if (group === undefined) return;
    const { minSize, maxSize } = this.setup.capacityProviders[subject];
    group.measured++;
    group.atMost += Number(desired >= maxSize && needed > desired);
    group.atLeast += Number(desired <= minSize && needed < minSize);
  }

  /** A sentence for each limit that was reached. */
  sentences(headline: Headline): Sentence[] {
    const { setup } = this;
    const timeOf = (measurements: number) => lasting(measurements * setup.scaler.evaluationIntervalMs);
    const groups = this.groups.flatMap(({ measured, atMost, atLeast }, i) => {
      const { name, minSize, maxSize } = setup.capacityProviders[i];
      return [
        ...(atMost === 0
          ? []
          : [sentence`${name} was at its maxSize of ${decimal(maxSize, 0)} for ${timeOf(atMost)} in which tasks needed more instances.`]),
        ...(atLeast < SHARE_LEAST * measured || atLeast === 0
          ? []
          : [
              sentence`For ${timeOf(atLeast)}, ${decimal((100 * atLeast) / measured, 0)} % of the run, the minSize of ${name}, ${decimal(minSize, 0)}, was more than the instances that tasks were on or waited for.`,
            ]),
      ];
    });
    const services = this.services.flatMap((held, i) => {
      const { name, scaling } = setup.services[i];
      if (held === 0 || scaling === null) return [];
      return [
        sentence`${name} reached the maxCapacity of its scaling, ${decimal(scaling.target.maxCapacity, 0)}, ${counted(held, 'time')}: its policies wanted more tasks.`,
      ];
    });
    return [...groups, ...services, ...quotaSentences(headline, setup)];
  }

  save(): unknown {
    const { groups, services } = this;
    return structuredClone({ groups, services });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

function quotaSentences({ fargate_quota_task_minutes: minutes }: Headline, { fargate }: Setup): Sentence[] {
  if (!minutes) return [];
  const quotas = fargate.vcpus.map((vcpus, i) => `${['fargateVcpus', 'fargateSpotVcpus'][i]}: ${vcpus ?? 'none'}`).join(', ');
  return [sentence`Tasks of services waited ${decimal(minutes, 0)} task-minutes for vCPUs of Fargate's quota (quotas: ${quotas}).`];
}
