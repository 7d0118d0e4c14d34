import { counted, decimal, type Quantity, type Sentence, sentence, usd } from '../../kernel/sentence.js';
import type { Setup } from '../../sim/setup.js';
import { volumesOf } from '../../sim/volumes.js';
import type { RunMetrics } from '../run-metrics.js';
import type { CpuUse } from './cpu-use.js';

/** The data of a run that the checks read. */
export interface Checked {
  readonly setup: Setup;
  readonly metrics: RunMetrics;
  readonly cpuUse: CpuUse;
  /** Instance types of AWS that were launched. */
  readonly launchedTypes: ReadonlySet<number>;
}

/** Something that AWS does or bills and the model does not. */
interface LeftOut {
  /** Sentences with how much of the run it concerns; empty if it concerns nothing. */
  readonly sentences: (run: Checked) => Sentence[];
}

const MINUTES_PER_HOUR = 60;
/** USD of a vCPU-hour above the baseline in unlimited mode, Linux (Amazon EC2 On-Demand pricing, November 2026: T4g 0.04, others 0.05). */
const SURPLUS_USD = { t4g: 0.04, others: 0.05 } as const;

const CPU_BEYOND_INSTANCE: LeftOut = {
  sentences: ({ cpuUse: { beyondMinutes, instanceMinutes, mostPercent } }) =>
    beyondMinutes === 0
      ? []
      : [
          sentence`Tasks use more CPU than their instance has in ${hours(beyondMinutes)} of ${hours(instanceMinutes)} instance-hours, at most ${decimal(mostPercent, 0)} %: the model does not slow them, so real requests would wait longer.`,
        ],
};

const BURST_CREDITS: LeftOut = {
  sentences: ({ setup, cpuUse }) =>
    Object.entries(cpuUse.aboveBaseline).map(([type, { minutes, vcpuMinutes }]) => {
      const { name } = setup.instanceTypes[Number(type)];
      const vcpuHours = vcpuMinutes / MINUTES_PER_HOUR;
      const surplusUsd = vcpuHours * (name.startsWith('t4g.') ? SURPLUS_USD.t4g : SURPLUS_USD.others);
      return sentence`${name} is above its baseline in ${hours(minutes)} instance-hours, by ${decimal(vcpuHours, 1)} vCPU-hours: CPU credits are not modelled. Unlimited mode bills up to ${usd(surplusUsd)} for them; standard mode slows the tasks.`;
    }),
};

/** A planner who wants times alone gives 0 for a price that the catalogue lacks. */
const INSTANCES_FOR_NOTHING: LeftOut = {
  sentences: ({ setup, launchedTypes }) => {
    const launched = setup.instanceTypes.filter((_, type) => launchedTypes.has(type));
    const free = launched.filter(({ usdPerHour, pricePath }) => usdPerHour === 0 && pricePath === undefined);
    if (free.length === 0) return [];
    return [sentence`Instances of ${free.map(({ name }) => name).join(', ')} cost nothing here: their price in the scenario is 0.`];
  },
};

const ROOT_VOLUMES: LeftOut = {
  sentences: ({ setup: { billing }, metrics }) => {
    const instanceHours = boughtHours(metrics);
    if (billing.items.rootVolume !== undefined || instanceHours === 0) return [];
    return [
      sentence`The root volumes of ${decimal(instanceHours, 1)} instance-hours cost nothing here: billing.items.rootVolume adds them.`,
    ];
  },
};

const LOAD_BALANCERS: LeftOut = {
  sentences: ({ setup: { billing, services } }) => {
    const behind = services.filter(({ deploymentSpec }) => deploymentSpec?.targetGroup != null);
    if (billing.items.loadBalancers !== undefined || behind.length === 0) return [];
    return [sentence`The load balancers of ${counted(behind.length, 'service')} cost nothing here: billing.items.loadBalancers adds them.`];
  },
};

const VOLUMES_OF_SNAPSHOTS: LeftOut = {
  sentences: ({ setup, metrics: { owners } }) =>
    volumesOf(setup).flatMap(({ owner, volume, revisions }) => {
      const { name } = [...setup.services, ...setup.workloads][owner];
      const started = owners.find((one) => one.name === name)?.tasks_started ?? 0;
      if (volume.usdPerMonth > 0 || started === 0) return [];
      const tasks = revisions === null ? counted(started, 'task') : 'some tasks';
      return [sentence`The EBS volumes of ${tasks} of ${name} cost nothing here: sizeInGiB prices them.`];
    }),
};

/** The checks, the most misleading limits first. */
const CHECKS: readonly LeftOut[] = [
  INSTANCES_FOR_NOTHING,
  CPU_BEYOND_INSTANCE,
  BURST_CREDITS,
  VOLUMES_OF_SNAPSHOTS,
  LOAD_BALANCERS,
  ROOT_VOLUMES,
];

/** Limits of the model in this run; the most misleading first. */
export function leftOutOf(run: Checked): Sentence[] {
  return CHECKS.flatMap(({ sentences }) => sentences(run));
}

function hours(minutes: number): Quantity {
  return decimal(minutes / MINUTES_PER_HOUR, 1);
}

function boughtHours({ providers }: RunMetrics): number {
  const bought = providers
    .flatMap(({ purchase_options }) => purchase_options)
    .filter(({ purchase_option: option }) => option !== 'external');
  return bought.reduce((sum, { instance_hours }) => sum + instance_hours, 0);
}
