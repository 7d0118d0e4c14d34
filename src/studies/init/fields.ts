import { findInstanceType, suggestInstanceTypes } from '../../catalog/instance-types.js';
import { isMissing } from '../../catalog/missing.js';
import { onDemandPrice, PRICED_REGIONS } from '../../catalog/prices.js';
import { readCpuUnits, readMemoryMib } from '../../scenario/task-definition/sizes.js';
import { parseDuration } from '../../scenario/units.js';

/** The value of an answer, or what is wrong with it: words that follow a subject, such as `is no time`. */
export type Read<T> = { readonly value: T; readonly wrong?: undefined } | { readonly value?: undefined; readonly wrong: string };

/** Tasks of a service: equal numbers stay, different ones are the least at night and the most by day. */
export interface Tasks {
  readonly least: number;
  readonly most: number;
}

/** A setting that an option gives, or a question on a terminal. */
export interface Field<T> {
  readonly question: string;
  /** The default, as it would be typed; absent: an answer is needed. */
  readonly standard?: string;
  read(text: string): Read<T>;
}

const TASKS_MAX = 10_000;
const NAME = /^[A-Za-z0-9][\w-]{0,254}$/;

export const NAME_FIELD: Field<string> = {
  question: 'Name of a service (empty: there are no more)',
  read: (text) => (NAME.test(text) ? { value: text } : { wrong: 'is no name: letters, digits, - and _ are right' }),
};

export const CPU_FIELD: Field<string> = {
  question: 'CPU that one task reserves, in CPU units or vCPU',
  standard: '256',
  read: (text) => sizeText(readCpuUnits(text)),
};

export const MEMORY_FIELD: Field<string> = {
  question: 'Memory that one task reserves, in MiB or GB',
  standard: '512',
  read: (text) => sizeText(readMemoryMib(text)),
};

export const TASKS_FIELD: Field<Tasks> = {
  question: 'Tasks, such as 4; or from night to day, such as 4-12',
  standard: '2',
  read: (text) => {
    const [, least, most = least] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text.replaceAll(' ', '')) ?? [];
    const tasks = { least: Number(least), most: Number(most) };
    const isRight = least !== undefined && tasks.least <= tasks.most && tasks.most >= 1 && tasks.most <= TASKS_MAX;
    return isRight ? { value: tasks } : { wrong: `is no number of tasks: write one from 1 to ${TASKS_MAX}, or two such as 4-12` };
  },
};

export const REGION_FIELD: Field<string> = {
  question: 'Region',
  standard: 'us-east-1',
  read: (text) =>
    PRICED_REGIONS.includes(text) ? { value: text } : { wrong: `is no region with prices: choose from ${PRICED_REGIONS.join(', ')}` },
};

export const TARGET_FIELD: Field<number> = {
  question: 'Target capacity, in percent',
  standard: '100',
  read: (text) => (/^([1-9]\d?|100)$/.test(text) ? { value: Number(text) } : { wrong: 'is no percentage from 1 to 100' }),
};

export const DURATION_FIELD: Field<string> = {
  question: 'How long to simulate, such as 24h or 7d',
  standard: '7d',
  read: (text) => ((parseDuration(text) ?? 0) > 0 ? { value: text } : { wrong: 'is no time such as 24h or 7d' }),
};

export function instanceTypeField(region: string): Field<string> {
  return {
    question: 'Instance type of the cluster',
    standard: 'm5.large',
    read: (text) => {
      if (findInstanceType(text) === undefined) {
        const near = suggestInstanceTypes(text);
        return {
          wrong: `is no instance type${near.length === 0 ? "; 'drydock catalog' lists them" : `; did you mean ${near.join(' or ')}?`}`,
        };
      }
      return isMissing(onDemandPrice(text, region, 'linux')) ? { wrong: `has no known price in ${region}` } : { value: text };
    },
  };
}

function sizeText({ units, wrong }: ReturnType<typeof readCpuUnits>): Read<string> {
  return wrong === undefined ? { value: String(units) } : { wrong };
}
