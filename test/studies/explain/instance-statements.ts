import { clockText, durationText, numberText } from '../../../src/kernel/quantity-text.js';
import type { InstanceAnswer } from '../../../src/studies/explain/inquiries/instance.js';
import { form, oneOf, type Statement } from './account.js';
import { cell, type Row } from './drawn-run.js';
import type { Evidence } from './evidence.js';

/** An instance of instances.csv, and all that the files have. */
export interface OfInstance {
  readonly of: Evidence;
  readonly row: Row;
  readonly answer: InstanceAnswer;
}

const clock = clockText;
const count = (n: number) => numberText(n, 0, 3);
const at = ({ row }: OfInstance, column: string) => clock(cell(row, column)!);

/** Each number of each sentence on an instance. */
export const INSTANCE_STATEMENTS: readonly Statement<OfInstance>[] = [
  { form: form('^Instance {n}: '), numbers: ({ row }) => [row.instance!] },
  {
    form: form('^It was launched at {t} and (?:was ACTIVE at {t}, {d} later|never was ACTIVE): '),
    numbers: ({ row }) => {
      const [launched, registered] = ['launched_ms', 'registered_ms'].map((column) => cell(row, column));
      return [clock(launched!), ...(registered === null ? [] : [clock(registered), durationText(registered - launched!)])];
    },
  },
  { form: form('^It was there from the start, and was ACTIVE at {t}'), numbers: (about) => [at(about, 'registered_ms')] },
  {
    form: form('; DesiredCapacity was {n}, and (?:with|beside) it {n} instances? (?:was|were) alive'),
    numbers: (about, found) => oneOf(found, about.of.sizesAtLaunch(Number(about.row.instance))),
  },
  {
    form: form('its group scaled out at {t} \\(M = {n}, N = {n}: DesiredCapacity {n} -> {n},'),
    numbers: ({ of, row }, found) => of.moved(found, of.providerOf(row)),
  },
  {
    form: form('^It was launched.*instance {n} \\(\\S+(?: \\(\\S+\\))?, {t}\\)'),
    numbers: ({ of, row }, found) =>
      oneOf(found, [...of.endsOf(Number(found[0])), ...of.endangered(Number(found[0]), cell(row, 'launched_ms')!)]),
  },
  {
    form: form('^{n} tasks? ran there(?:, {n} of them of daemons)?'),
    numbers: ({ of, row }) => {
      const guests = of.run.csv['tasks.csv'].filter((task) => task.instance === row.instance);
      const daemons = of.run.setup.services.filter((spec) => spec.schedulingStrategy === 'DAEMON').map(({ name }) => name);
      return [count(guests.length), count(guests.filter(({ name }) => daemons.includes(name!)).length)];
    },
  },
  {
    form: form('^- task {n} of .*?, from {t} (?:still there at the end, {t}|to {t})'),
    numbers: ({ of }, [task]) => {
      const row = of.task(Number(task));
      return [task!, clock(cell(row, 'placed_ms')!), clock(of.endMs), clock(cell(row, 'ended_ms') ?? -1)];
    },
  },
  {
    form: form('^- (?:at {t}|from {t} to {t}, {n} evaluations?): (?!this one|none|instance)(.*?)(?: \\(\\S+\\))?$'),
    numbers: (about, found) => about.of.standingSpan(found, about.row),
  },
  {
    form: form('^- at {t}: (?:this one|none|instance {n})[,;](?: of {n} that might go| {n} of {n} instances? might go)'),
    numbers: (about, found) => about.of.choice(found, about.row),
  },
  { form: form('notice at {t}'), numbers: (about) => [at(about, 'noticed_ms')] },
  {
    form: form('was DRAINING from {t} on'),
    numbers: (about, found) => oneOf(found, about.of.rows('instanceDraining', ['time_ms'], ['t'], isOf(about))),
  },
  { form: form('left the cluster at {t}'), numbers: (about) => [at(about, 'left_cluster_ms')] },
  { form: form('was terminated at {t}'), numbers: (about) => [at(about, 'terminated_ms')] },
  { form: form('was still there at the end, {t}'), numbers: ({ of }) => [clock(of.endMs)] },
  {
    form: form('had been lowered at {t}: M = {n}, N = {n}: DesiredCapacity {n} -> {n},'),
    numbers: ({ of, row }, found) => of.moved(found, of.providerOf(row)),
  },
];

function isOf({ row }: OfInstance): (one: Row) => boolean {
  return ({ instance }) => instance === row.instance;
}
