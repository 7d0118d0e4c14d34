import { type ColumnMap, parseColumnMap } from '../../workload/formats/column-map.js';
import { CPU_UNITS, MEMORY_UNITS } from '../../workload/formats/units.js';
import type { ArrivalPattern } from '../../workload/pattern.js';
import type { WorkloadText } from '../schema.js';
import { durationMs } from '../units.js';

/** Converts the arrivals of a trace. */
export function traceOf({ file, format = 'csv', columns }: TraceText): ArrivalPattern {
  const isText = columns === undefined || typeof columns === 'string';
  const map = columns === undefined ? null : typeof columns === 'string' ? parseColumnMap(columns).map : mapOf(columns);
  return { kind: 'trace', file, format, columns: map, censored: isText ? 'forever' : columns.censoredRuns };
}

type TraceText = Extract<WorkloadText['arrivals'], { type: 'trace' }>;

function mapOf({
  name,
  arrival,
  duration,
  durationMax,
  end,
  cpu,
  memory,
  gpus,
  gpuModel,
  censored,
  ...units
}: Exclude<TraceText['columns'], string | undefined>) {
  const [arrivalMs, durationMs_] = [durationMs(`1${units.arrivalUnit}`), durationMs(`1${units.durationUnit}`)];
  const column = (name: string | undefined, scale = 1) => (name === undefined ? undefined : { column: name, scale });
  const map: { readonly [F in keyof ColumnMap]: ColumnMap[F] | undefined } = {
    name: column(name),
    arrival: column(arrival, arrivalMs),
    duration: column(duration, durationMs_),
    'duration-max': column(durationMax, durationMs_),
    end: column(end, arrivalMs),
    cpu: column(cpu, CPU_UNITS[units.cpuUnit.toLowerCase()]),
    memory: column(memory, MEMORY_UNITS[units.memoryUnit.toLowerCase()]),
    gpus: column(gpus),
    'gpu-model': column(gpuModel),
    censored: column(censored),
  };
  return Object.fromEntries(Object.entries(map).filter(([, mapped]) => mapped !== undefined)) as ColumnMap;
}
