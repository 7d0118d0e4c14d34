import { CPU_UNITS_PER_VCPU, VCPU_QUOTAS_NEW_ACCOUNT } from '../../fargate/quota.js';
import { nextProvider } from '../../services/capacity-provider-strategy.js';
import { kindFor } from '../../sim/providers/of-setup.js';
import type { ServiceSpec, Setup } from '../../sim/setup.js';
import type { Path } from '../text/problem.js';
import { formatDuration } from '../units.js';

type Warn = (path: Path, message: string) => void;

/** Most changes of desired counts to examine: a schedule by the minute over a year has more, but its days are alike. */
const CHANGES_MAX = 200_000;
export const QUOTA_KEYS = ['fargateVcpus', 'fargateSpotVcpus'] as const;
/** Most tasks of a service to examine. */
const TASKS_MAX = 100_000;

interface Change {
  readonly atMs: number;
  /** Index among the services on Fargate. */
  readonly service: number;
  readonly count: number;
}

/** A service on Fargate: for each Fargate provider, the number of its tasks among the first n. */
interface VcpuDemand {
  readonly spec: ServiceSpec;
  readonly cpuUnits: number;
  /** The most tasks that it runs while a deployment replaces them; 0 without deployments in the run. */
  readonly surge: number;
  tasksOn(provider: number, count: number): number;
}

/** Warns of tasks that Fargate's vCPU quotas never let run; the quotas of a new account are small (T.QUOTA-5). */
export function warnOfVcpus(setup: Setup, warn: Warn): void {
  const wishes = vcpuDemands(setup);
  const changes = changesOf(wishes, setup.durationMs);
  setup.providers.forEach(({ name, kind, nth }, provider) => {
    const vcpus = kind === 'fargate' ? (setup.fargate.vcpus[nth] ?? null) : null;
    if (vcpus === null) return;
    const remedy = `write quotas: { ${QUOTA_KEYS[nth]}: N } with what your account has (a new one has 6, and AWS raises it with use and on request), or quotas: none`;
    const peak = peakOf(changes, (service, count) => wishes[service]!.tasksOn(provider, count) * wishes[service]!.cpuUnits);
    if (peak.cpuUnits > vcpus * CPU_UNITS_PER_VCPU) {
      const parts = wishes.flatMap(({ spec, cpuUnits, tasksOn }, service) => {
        const tasks = tasksOn(provider, peak.counts[service] ?? 0);
        return tasks === 0 ? [] : [`${spec.name} ${tasks} × ${cpuUnits / CPU_UNITS_PER_VCPU}`];
      });
      warn(
        ['quotas'],
        `services want ${peak.cpuUnits / CPU_UNITS_PER_VCPU} vCPUs of ${name} at ${formatDuration(peak.atMs)} (${parts.join(', ')}), and the quota is ${vcpus}: tasks above it do not start; ${remedy}`,
      );
    } else {
      for (const [service, wish] of wishes.entries()) {
        const { spec, surge } = wish;
        const extra = wish.tasksOn(provider, surge) - wish.tasksOn(provider, Math.min(surge, peak.counts[service] ?? 0));
        const cpuUnits = peak.cpuUnits + extra * wish.cpuUnits;
        if (cpuUnits > vcpus * CPU_UNITS_PER_VCPU)
          warn(
            ['quotas'],
            `a deployment of ${spec.name} may run ${surge} tasks at once, and services then want ${cpuUnits / CPU_UNITS_PER_VCPU} vCPUs of ${name}, of which the quota is ${vcpus}: the deployment waits until old tasks have stopped; ${remedy}`,
          );
      }
    }
    setup.workloads.forEach(({ capacity, taskDefinition }, i) => {
      const { family, cpuUnits } = setup.taskDefinitions[taskDefinition]!;
      const isThere = capacity.kind === 'strategy' && capacity.items.some((item) => item.provider === provider);
      if (isThere && cpuUnits > vcpus * CPU_UNITS_PER_VCPU)
        warn(
          ['workloads', i, 'taskDefinition'],
          `one task of ${family} takes ${cpuUnits / CPU_UNITS_PER_VCPU} vCPUs of ${name}, and the quota is ${vcpus}: none ever starts; ${remedy}`,
        );
    });
  });
}

/** The vCPUs that tasks may have of one of Fargate's providers at once. */
interface VcpusAtMost {
  readonly name: string;
  /** Of QUOTA_KEYS. */
  readonly nth: number;
  /** The quota of a new account. */
  readonly ofNewAccount: number;
  /** Each service with the most tasks that it states, and one arrival of each workload. */
  readonly stated: number;
  /** The same while all services are replaced. */
  readonly deploying: number;
}

export function vcpusAtMost(setup: Setup): VcpusAtMost[] {
  const { providers, services, workloads, taskDefinitions } = setup;
  const isOnFargate = (capacity: ServiceSpec['capacity']) =>
    capacity.kind === 'strategy' && capacity.items.some(({ provider }) => providers[provider]!.kind === 'fargate');
  const works = [
    ...services.filter(({ schedulingStrategy }) => schedulingStrategy !== 'DAEMON').map((spec) => ({ spec, most: mostTasks(spec) })),
    ...workloads.map((spec) => ({ spec, most: [spec.count, spec.count] as const })),
  ].filter(({ spec }) => isOnFargate(spec.capacity));
  const spreads = works.map(({ spec, most }) => ({
    cpuUnits: taskDefinitions[spec.taskDefinition]!.cpuUnits,
    counts: most.map((count) => spreadOf(spec.capacity, Math.min(count, TASKS_MAX), providers.length).at(-1)!),
  }));
  const vcpus = (provider: number, when: 0 | 1) =>
    Math.ceil(spreads.reduce((sum, { cpuUnits, counts }) => sum + counts[when]![provider]! * cpuUnits, 0) / CPU_UNITS_PER_VCPU);
  return providers.flatMap(({ name, kind, nth }, provider) =>
    kind === 'fargate'
      ? [{ name, nth, ofNewAccount: VCPU_QUOTAS_NEW_ACCOUNT[nth]!, stated: vcpus(provider, 0), deploying: vcpus(provider, 1) }]
      : [],
  );
}

/** The most tasks that a service states, and those of a deployment at that time. */
function mostTasks({ desired, scaling, deploymentSpec, maximumPercent }: ServiceSpec): readonly [stated: number, deploying: number] {
  const counts = desired.map(({ count }) => count);
  const scaled = scaling === null ? [] : [scaling.target, ...scaling.actions].map(({ maxCapacity }) => maxCapacity ?? 0);
  const most = Math.max(...counts, ...scaled);
  return [most, Math.max(most, deploymentSpec?.shift ? 2 * most : Math.floor((most * maximumPercent) / 100))];
}

function vcpuDemands(setup: Setup): VcpuDemand[] {
  const { services, taskDefinitions, providers } = setup;
  return services.flatMap((spec) => {
    const { capacity, desired } = spec;
    if (spec.schedulingStrategy === 'DAEMON' || capacity.kind !== 'strategy') return [];
    if (kindFor(spec, setup).platform === null) return [];
    const most = Math.max(...desired.map(({ count }) => count));
    const surge = surgeOf(spec, most);
    const after = spreadOf(capacity, Math.max(most, surge), providers.length);
    const { cpuUnits } = taskDefinitions[spec.taskDefinition]!;
    return [{ spec, cpuUnits, surge, tasksOn: (provider: number, count: number) => after[count]![provider]! }];
  });
}

/** Returns for each number of tasks up to `most` how many each provider has. */
function spreadOf(capacity: ServiceSpec['capacity'], most: number, width: number): number[][] {
  const counts = Array.from({ length: width }, () => 0);
  const after = [[...counts]];
  for (let n = 0; n < most && capacity.kind === 'strategy'; n++) {
    counts[nextProvider(counts, capacity.items)]!++;
    after.push([...counts]);
  }
  return after;
}

function surgeOf({ deploymentSpec, maximumPercent }: ServiceSpec, most: number): number {
  if (deploymentSpec === null || deploymentSpec.taskSets !== null) return 0;
  if (!deploymentSpec.revisions.some(({ atMs }) => atMs > 0)) return 0;
  return deploymentSpec.shift === null ? Math.floor((most * maximumPercent) / 100) : 2 * most;
}

function changesOf(wishes: readonly VcpuDemand[], durationMs: number): Change[] {
  const changes: Change[] = [];
  wishes.forEach(({ spec: { desired, desiredEveryMs } }, service) => {
    for (let roundMs = 0; roundMs < durationMs && changes.length < CHANGES_MAX; roundMs += desiredEveryMs ?? durationMs)
      for (const { atMs, count } of desired) if (roundMs + atMs < durationMs) changes.push({ atMs: roundMs + atMs, service, count });
  });
  return changes.sort((a, b) => a.atMs - b.atMs);
}

/** The highest demand of all services together, and the first time it occurs. */
function peakOf(changes: readonly Change[], cpuUnitsOf: (service: number, count: number) => number) {
  const counts: number[] = [];
  let cpuUnits = 0;
  let peak = { cpuUnits: 0, atMs: 0, counts: [] as number[] };
  changes.forEach(({ atMs, service, count }, i) => {
    cpuUnits += cpuUnitsOf(service, count) - cpuUnitsOf(service, counts[service] ?? 0);
    counts[service] = count;
    // Changes of one millisecond count together.
    if (changes[i + 1]?.atMs !== atMs && cpuUnits > peak.cpuUnits) peak = { cpuUnits, atMs, counts: [...counts] };
  });
  return peak;
}
