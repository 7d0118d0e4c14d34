import { CPU_UNITS, MEMORY_UNITS, TIME_UNITS, unitInName } from './units.js';

/** Fields of a task that `--columns` can map. */
const FIELDS = [
  'name',
  'arrival',
  'duration',
  'duration-max',
  'end',
  'censored',
  'cpu',
  'memory',
  'gpus',
  'gpu-milli',
  'gpu-model',
  'count',
] as const;
export type Field = (typeof FIELDS)[number];

interface MappedColumn {
  readonly column: string;
  /** Factor from the column's unit to ours. */
  readonly scale: number;
  /** The column may be missing. */
  readonly isOptional?: boolean;
  /** Texts in place of numbers, in the column's unit. */
  readonly words?: Readonly<Record<string, number>>;
}

export type ColumnMap = { readonly [F in Field]?: MappedColumn };

type Units = Readonly<Record<string, number>>;
const NO_UNIT: Units = { '': 1 };

/** The units of a field, and the default one. */
interface FieldKind {
  readonly units: Units;
  readonly usual: string;
  /** In Markdown. */
  readonly meaning: string;
}

const unitless = (meaning: string): FieldKind => ({ units: NO_UNIT, usual: '', meaning });
const time = (meaning: string): FieldKind => ({ units: TIME_UNITS, usual: 's', meaning });

export const FIELD_KINDS: Readonly<Record<Field, FieldKind>> = {
  name: unitless('identifies the task in messages and in the order `shuffled`'),
  arrival: time('when it comes; without it all come at once'),
  duration: time('how long it stays; without it to the end'),
  'duration-max': time('then `duration` is the least, and the middle is taken'),
  end: time('when it leaves, instead of `duration`'),
  censored: unitless('1 or true: its end is not known, so it stays'),
  cpu: { units: CPU_UNITS, usual: 'vcpu', meaning: '`units` are those of ECS: 1,024 a vCPU' },
  memory: { units: MEMORY_UNITS, usual: 'mib', meaning: '`kb`, `mb` and `gb` are powers of ten' },
  gpus: unitless('whole ones, or a fraction below 1: a share of one'),
  'gpu-milli': unitless('thousandths of each GPU, 1 to 1000'),
  'gpu-model': unitless('models joined by a bar; empty: any'),
  count: unitless('the equal tasks that a row stands for'),
};
/** A number in place of a unit: the factor to the field's usual unit. */
const FACTOR = /^(?:\d+\.?\d*|\.\d+)$/;
const WITHOUT_FACTOR: readonly Field[] = ['name', 'censored', 'gpu-model', 'count'];
/** Columns by number, for a file without a header. */
const NUMBERED = /^#[1-9]\d{0,3}$/;

/** Returns whether a map takes its columns by number, as in `cpu=#8`: then the file has no header. */
export function isNumbered(map: ColumnMap): boolean {
  return Object.values(map).every(({ column: name }) => NUMBERED.test(name));
}

/** Pod lists of openb (cluster-trace-gpu-v2023 of Alibaba): CPU in thousandths of a vCPU, times in seconds. */
export const OPENB_TASKS: ColumnMap = {
  name: column('name'),
  cpu: column('cpu_milli', CPU_UNITS.milli),
  memory: column('memory_mib'),
  gpus: column('num_gpu'),
  'gpu-milli': column('gpu_milli'),
  'gpu-model': optional('gpu_spec'),
  arrival: optional('creation_time', TIME_UNITS.s),
  end: optional('deletion_time', TIME_UNITS.s),
};

/** Azure virtual machines of 2017: memory in GiB, lifetimes as the bounds of a bin, `censored` where the end is unknown. */
export const AZURE_TASKS: ColumnMap = {
  name: column('vm'),
  arrival: column('arrival_s', TIME_UNITS.s),
  cpu: column('vcpus', CPU_UNITS.vcpu),
  memory: column('memory_gb', MEMORY_UNITS.gib),
  duration: column('duration_min_s', TIME_UNITS.s),
  'duration-max': column('duration_max_s', TIME_UNITS.s),
  censored: column('censored'),
};

/**
 * vmtable.csv of AzurePublicDataset, versions 1 and 2: no header, memory in GB that are GiB. Version 2 has buckets of sizes; the notebooks of
 * the data set take 30 cores for '>24' and 70 GB for '>64'.
 */
const VMTABLE_COLUMNS = [
  'vmid',
  'subscriptionid',
  'deploymentid',
  'vmcreated',
  'vmdeleted',
  'maxcpu',
  'avgcpu',
  'p95maxcpu',
  'vmcategory',
  'vmcorecount',
  'vmmemory',
] as const;
const VMTABLE_TASKS: ColumnMap = {
  name: column('vmid'),
  arrival: column('vmcreated', TIME_UNITS.s),
  end: column('vmdeleted', TIME_UNITS.s),
  cpu: { ...column('vmcorecount', CPU_UNITS.vcpu), words: { '>24': 30 } },
  memory: { ...column('vmmemory', MEMORY_UNITS.gib), words: { '>64': 70 } },
};

/** A CSV or Parquet file whose columns have Drydock's own names. */
export const PLAIN_TASKS: ColumnMap = {
  name: optional('name'),
  cpu: column('cpu', CPU_UNITS.vcpu),
  memory: optional('memory_mib'),
  arrival: optional('arrival_s', TIME_UNITS.s),
  duration: optional('duration_s', TIME_UNITS.s),
  gpus: optional('gpus'),
  'gpu-milli': optional('gpu_milli'),
  'gpu-model': optional('gpu_model'),
};

/** Formats of traces. All but swf are tables. */
export const TRACE_FORMATS = ['openb', 'azure', 'vmtable', 'swf', 'csv', 'parquet'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** Columns of the formats that have names of their own. */
export const OWN_COLUMNS: Readonly<Partial<Record<TraceFormat, ColumnMap>>> = {
  openb: OPENB_TASKS,
  azure: AZURE_TASKS,
  vmtable: VMTABLE_TASKS,
};

/** Returns whether a map may be given: the other formats have columns of their own. */
export function takesColumns(format: TraceFormat): boolean {
  return format === 'csv' || format === 'parquet';
}

export function ownColumnsText(format: TraceFormat): string {
  return `${format} has columns of its own; a map goes with csv and parquet`;
}

/** Returns whether a trace may have the number of GPUs of its tasks. */
export function bringsGpus({ format, columns }: { readonly format: TraceFormat; readonly columns: ColumnMap | null }): boolean {
  return format !== 'swf' && columnsOfFormat(format, columns).gpus !== undefined;
}

/** Returns whether a trace may name its tasks. */
export function namesTasks({ format, columns }: { readonly format: TraceFormat; readonly columns: ColumnMap | null }): boolean {
  return format === 'swf' || columnsOfFormat(format, columns).name !== undefined;
}

/** Returns the names that are given to the columns of a file without a header; null: its first row has them. */
export function namesGiven(format: TraceFormat, map: ColumnMap): readonly string[] | 'numbered' | null {
  if (format === 'vmtable') return VMTABLE_COLUMNS;
  return isNumbered(map) ? 'numbered' : null;
}

/** The columns of a format; those of csv and parquet may be given. */
export function columnsOfFormat(format: Exclude<TraceFormat, 'swf'>, given: ColumnMap | null): ColumnMap {
  return OWN_COLUMNS[format] ?? given ?? PLAIN_TASKS;
}

/**
 * Parses `arrival=submit_s,cpu=cores,memory=mem:gb`. The unit, or a number of the field's default unit, follows the last colon; else the
 * column name's ending gives it, else it is the field's default. Returns all mistakes.
 */
export function parseColumnMap(text: string): { readonly map: ColumnMap; readonly mistakes: readonly string[] } {
  const map: { [F in Field]?: MappedColumn } = {};
  const mistakes: string[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    const at = entry.indexOf('=');
    const field = entry.slice(0, Math.max(0, at)).trim();
    if (at < 1 || at === entry.length - 1) mistakes.push(`'${entry}' is not written as FIELD=COLUMN or FIELD=COLUMN:UNIT`);
    else if (!isField(field)) mistakes.push(`'${field}' is no field; there are ${FIELDS.join(', ')}`);
    else if (map[field] !== undefined) mistakes.push(`'${field}' is given twice`);
    else {
      const mapped = mappedColumn(field, entry.slice(at + 1).trim());
      if (typeof mapped === 'string') mistakes.push(mapped);
      else map[field] = mapped;
    }
  }
  if (map.duration !== undefined && map.end !== undefined) mistakes.push("'duration' and 'end' say the same: give one of them");
  if (map['duration-max'] !== undefined && map.duration === undefined) mistakes.push("'duration-max' needs a 'duration' as well");
  return { map, mistakes };
}

function mappedColumn(field: Field, text: string): MappedColumn | string {
  const { units, usual } = FIELD_KINDS[field];
  const colon = text.lastIndexOf(':');
  const unit = colon > 0 ? text.slice(colon + 1).toLowerCase() : (unitInName(text, units) ?? usual);
  const name = colon > 0 ? text.slice(0, colon) : text;
  if (Object.hasOwn(units, unit)) return { column: name, scale: units[unit] };
  if (FACTOR.test(unit) && Number(unit) > 0 && !WITHOUT_FACTOR.includes(field)) return { column: name, scale: units[usual] * Number(unit) };
  if (units === NO_UNIT) return `'${field}' has no unit, so '${unit}' has no meaning`;
  return `'${unit}' is no unit of ${field}; there are ${Object.keys(units).join(', ')}, or a number of ${usual}`;
}

function isField(text: string): text is Field {
  return (FIELDS as readonly string[]).includes(text);
}

function column(name: string, scale = 1): MappedColumn {
  return { column: name, scale };
}

function optional(name: string, scale = 1): MappedColumn {
  return { column: name, scale, isOptional: true };
}
