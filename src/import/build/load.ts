import { ServiceMetric } from '../../metrics/names.js';
import type { Building, Part } from './context.js';
import type { Scaled } from './scaling.js';

/** A load where the input has none, though policies follow its metrics. It keeps the tasks half busy, so that nothing scales by itself. */

const SERVICE_TIME_S = 0.1;
/** Of that, time of a vCPU. */
const CPU_TIME_S = 0.05;
const BUSY_SHARE = 0.5;
const OF_QUEUE: readonly number[] = [ServiceMetric.BacklogPerTask, ServiceMetric.MessagesPerSecondPerTask, ServiceMetric.Backlog];

export function assumedLoad({ findings, draft }: Building, { name, part, known, described }: Scaled, metrics: readonly number[]): Part {
  const tasks = Math.max(1, Number(part.desiredCount ?? 1));
  const { cpuUnits, memoryMib, fargate } = known.definition;
  const vcpus = (fargate?.cpuUnits || cpuUnits || 1024) / 1024;
  const perSecond = Math.max(1, Math.round((BUSY_SHARE * tasks * vcpus) / CPU_TIME_S));
  const load: Part = {
    arrivals: { type: 'constant', rate: `${perSecond}/s` },
    task: {
      concurrency: Math.max(1, Math.ceil((perSecond * SERVICE_TIME_S * 2) / tasks)),
      serviceTime: `${SERVICE_TIME_S * 1_000}ms`,
      cpuTime: `${CPU_TIME_S * 1_000}ms`,
      ...(metrics.includes(ServiceMetric.MemoryUtilization) ? { memoryIdle: Math.round(memoryMib * BUSY_SHARE) } : {}),
    },
    ...(metrics.some((metric) => OF_QUEUE.includes(metric)) ? { queue: {} } : {}),
  };
  const message = `${perSecond} requests a second come to ${name}, each 100 ms of work and 50 ms of a vCPU: its policies need a load, and the input has none`;
  findings.assumed(described.place, message, `services.${name}.load`);
  draft.remark(load, 'arrivals', `assumed: ${message}`);
  return { load };
}
