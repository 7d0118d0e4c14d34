import {
  type FitOptions,
  fitType,
  type LeftOutReason,
  needsOf,
  type Ranking,
  rankInstanceTypes,
  type TypeFit,
} from '../../catalog/fits.js';
import type { CatalogType } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import type { Ami } from '../../catalog/registered.js';
import { type Column, decimalsOf, textTable, wrapped } from '../../cli/text-table.js';
import { numberText } from '../../kernel/quantity-text.js';
import type { TaskDefinition } from '../../scenario/task-definition/definition.js';

/** Choices of a user; without an image, the image follows the task's operating system. */
export type FitChoice = Omit<FitOptions, 'ami'> & { readonly ami?: Ami | undefined };

/** How one task fits on the types of the catalogue, or on the named types. */
export interface TaskFits extends Ranking {
  readonly task: TaskDefinition;
  readonly options: FitOptions;
  /** Types that the user named and that cannot take the task. */
  readonly refused: readonly { readonly type: string; readonly reason: LeftOutReason }[];
}

/** In the order of the checks of a type. */
const REASONS: Record<LeftOutReason, string> = {
  architecture: 'another CPU architecture',
  operatingSystem: 'another operating system',
  memoryUnknown: 'registered memory unknown',
  cpu: 'too little CPU',
  memory: 'too little memory',
  ports: 'no host ports',
  eni: 'no network interface',
  gpu: 'too few GPUs',
};
const USD_DIGITS = 4;

export function taskFits(task: TaskDefinition, choice: FitChoice, types: readonly CatalogType[] = []): TaskFits {
  const { ami = task.operatingSystem === 'windows' ? 'windows' : 'al2023', ...rest } = choice;
  const options = { ...rest, ami };
  const needs = needsOf(task);
  const ranking = rankInstanceTypes(needs, options);
  if (types.length === 0) return { task, options, ...ranking, refused: [] };
  const refused = types.flatMap((type) => {
    const fit = fitType(type, needs, options);
    return typeof fit === 'string' ? [{ type: type.name, reason: fit }] : [];
  });
  const leftOut = { ...ranking.leftOut };
  for (const reason of Object.keys(leftOut) as LeftOutReason[]) leftOut[reason] = refused.filter((other) => other.reason === reason).length;
  return { task, options, fits: ranking.fits.filter(({ type }) => types.includes(type)), leftOut, refused };
}

/** The first `top` types as a table, then how many more there are and why others are left out. */
export function fitsText(found: TaskFits, top: number, width?: number): string[] {
  const shown = found.fits.slice(0, top);
  const isAssumed = found.task.architecture === null && found.leftOut.architecture > 0;
  const assumed = isAssumed ? ['The definition names no CPU architecture: its images are taken to be for x86_64.'] : [];
  if (shown.length === 0) return wrapped([`No type can take the task: ${leftOutText(found)}.`, ...assumed].join(' '), width);
  const notes = [
    ...(shown.some(({ memory }) => memory.basis === 'estimated')
      ? ['~ estimated, from the memory that another type or image was seen to register']
      : []),
    ...(shown.some(({ trunkSource }) => trunkSource === 'ec2-api')
      ? ["* from the limits of EC2's API; the table of ECS does not list the type"]
      : []),
    ...assumed,
    ...(found.task.placementConstraints.length > 0 ? ['Placement constraints of the task are not looked at here.'] : []),
    ...(shown.some(({ price }) => isMissing(price)) ? [`– no price of this type in ${found.options.region} in the catalogue`] : []),
  ];
  return [...textTable(shown, columnsOf(found, shown), width), ...notes, ...wrapped(restText(found, shown.length), width)];
}

function columnsOf({ task, options }: TaskFits, shown: readonly TypeFit[]): Column<TypeFit>[] {
  const usd = (head: string, usdOf: (fit: TypeFit) => number | null): Column<TypeFit> => {
    const values = shown.flatMap((fit) => usdOf(fit) ?? []);
    // Enough for the significant digits of the least value, so that neighbours in the ranking differ.
    const most = USD_DIGITS - 1 - Math.floor(Math.log10(Math.min(1, ...values.filter((value) => value > 0))));
    const decimals = decimalsOf(values, 3, most);
    return { head, align: 'right', cell: (fit) => money(usdOf(fit), decimals) };
  };
  const other = (head: string, cell: Column<TypeFit>['cell']): Column<TypeFit> => ({ head, align: 'right', cell });
  const mark = ({ trunkSource }: TypeFit) => (trunkSource === 'ec2-api' ? '*' : '');
  const trunks: Column<TypeFit>[] = [
    other('Without\ntrunk', (fit) => `${fit.copiesWithoutTrunk}`),
    other('With\ntrunk', (fit) => (fit.trunkSource === 'none' ? '–' : `${fit.copiesWithTrunk}${mark(fit)}`)),
  ];
  return [
    { head: '\nType', cell: ({ type }) => type.name },
    usd('USD per\ntask-hour', ({ usdPerTaskHour }) => usdPerTaskHour),
    other('Tasks per\ninstance', ({ copies }) => `${copies}`),
    { head: 'Limited\nby', cell: ({ limitedBy }) => limitedBy.join(', ') },
    ...(task.eni > 0 && options.ami !== 'windows' ? trunks : []),
    other('\nvCPU', ({ type }) => `${type.vcpus}`),
    other('Registers\nMiB', ({ memory }) => `${memory.basis === 'estimated' ? '~' : ''}${numberText(memory.memoryMib, 0)}`),
    ...(task.gpus > 0 ? [other('\nGPUs', ({ type }) => `${type.gpus}`)] : []),
    { ...usd('USD per\nhour', ({ price }) => (isMissing(price) ? null : price.usdPerHour)), isOptional: true },
  ];
}

function money(usd: number | null, decimals: number): string {
  return usd === null ? '–' : numberText(usd, decimals);
}

function restText(found: TaskFits, shown: number): string {
  const more = found.fits.length - shown;
  const left = leftOutText(found);
  return [
    ...(more > 0 ? [`${more} more ${more === 1 ? 'type takes' : 'types take'} the task (--top ${found.fits.length} shows all).`] : []),
    ...(left === '' ? [] : [`Left out: ${left}.`]),
  ].join(' ');
}

function leftOutText({ leftOut, refused }: TaskFits): string {
  if (refused.length > 0) return refused.map(({ type, reason }) => `${type} (${REASONS[reason]})`).join(', ');
  return (Object.keys(REASONS) as LeftOutReason[])
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => `${leftOut[reason]} ${REASONS[reason]}`)
    .join(', ');
}

/** Returns the ranking as JSON, with the unit of every figure in its key. */
export function fitsJson({ task, options, fits, leftOut }: TaskFits, top: number) {
  return {
    taskDefinition: `${task.family}:${task.revision}`,
    region: options.region,
    ami: options.ami,
    trunking: options.trunking,
    trunkLimits: options.trunkLimits,
    typesThatFit: fits.length,
    leftOut,
    types: fits.slice(0, top).map((fit) => ({
      type: fit.type.name,
      usdPerTaskHour: fit.usdPerTaskHour,
      copies: fit.copies,
      limitedBy: fit.limitedBy,
      copiesBy: fit.copiesBy,
      copiesWithoutTrunk: fit.copiesWithoutTrunk,
      copiesWithTrunk: fit.copiesWithTrunk,
      trunkSource: fit.trunkSource,
      cpuUnits: fit.type.cpuUnits,
      memoryMib: fit.memory.memoryMib,
      memoryBasis: fit.memory.basis,
      price: isMissing(fit.price) ? null : fit.price,
    })),
  };
}
