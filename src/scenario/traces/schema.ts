import { z } from 'zod';
import { TRACE_FORMATS } from '../../workload/formats/column-map.js';
import { choice, nonEmpty, shape } from '../fields.js';

const unit = choice(['ms', 's', 'm', 'h', 'd'], 'Unit of the column.');
const column = z.string().min(1);

const traceColumns = shape('The columns of the file. Absent ones fall back to the task definition and runTime.', () => ({
  name: column.describe('Name of the task, for tasks.csv.').optional(),
  arrival: column.describe('Time of arrival; the earliest one is the start of the run. An empty cell: at the start.'),
  arrivalUnit: unit.default('s'),
  duration: column.describe('How long the task runs. Default: runTime.').optional(),
  durationMax: column
    .describe('With this second column the duration is drawn between the two, each length equally likely. Needs duration.')
    .optional(),
  durationUnit: unit.default('s'),
  end: column.describe('When the task ends, in the unit of the arrival, instead of duration. An empty cell: it stays.').optional(),
  cpu: column.describe("CPU that the task reserves. Default: the task definition's.").optional(),
  cpuUnit: choice(['units', 'vCPU', 'milli'], 'Its unit; 1,024 units or 1,000 milli are one vCPU.').default('vCPU'),
  memory: column.describe("Memory that the task reserves. Default: the task definition's.").optional(),
  memoryUnit: choice(
    ['MiB', 'GiB', 'B', 'kB', 'KiB', 'MB', 'GB'],
    'Unit of the column: kB, MB and GB are powers of ten, KiB, MiB and GiB of two.',
  ).default('GiB'),
  gpus: column.describe("GPUs that the task reserves: whole ones, or a share of one. Default: the task definition's.").optional(),
  gpuModel: column
    .describe('GPU models that its instance may have, joined by a bar, such as T4|A10G; an empty cell: any. Default: any.')
    .optional(),
  censored: column.describe('1 where the task still ran when the trace ended, else 0.').optional(),
  censoredRuns: choice(['minimum', 'forever'], 'How long a censored task runs: as long as was seen (duration), or until the end.').default(
    'minimum',
  ),
}));

export const traceArrivals = shape('The tasks of a trace file, in any order of its rows; gzip and zstd are unpacked.', () => ({
  type: z.literal('trace'),
  file: nonEmpty('Path of the file, relative to the scenario.'),
  format: choice(TRACE_FORMATS, 'As in drydock pack, which reads the same files (docs/traces.md). Default: csv.').optional(),
  columns: z
    .union([
      z.string().describe('As pack takes --columns: FIELD=COLUMN or FIELD=COLUMN:UNIT, by commas. A censored task runs for ever.'),
      traceColumns,
    ])
    .describe(
      "Of csv and parquet. Default: Drydock's own names, such as cpu, memory_mib, arrival_s and duration_s. Absent ones fall back to the task definition and runTime.",
    )
    .optional(),
}));
