import { netOf } from '../../billing/commitments.js';
import { ITEMS } from '../../billing/line-items.js';
import { type Money, sumOf } from '../../billing/money.js';
import type { BilledHours } from './bill.js';
import { type HourCost, lineOf, linesOf, OPTIONS, TASK_VOLUMES } from './costs.js';
import type { GroupAccount } from './group.js';

/** The hourly bill as rows: hours with a charge, in order of time, capacity providers first. */
export function hourCosts({ lines, commitments }: BilledHours, groups: readonly GroupAccount[]): HourCost[] {
  const hours = Math.max(commitments.length, ...lines.map((line) => line.length));
  const volumes = lines.slice(linesOf(groups.length) + ITEMS.length);
  const at = (line: number, hour: number): Money => lines[line][hour] ?? 0n;
  const rows = Array.from({ length: hours }, (_, hour): HourCost[] => [
    ...groups.flatMap(({ platform }, group) =>
      OPTIONS.map((option) => ({
        hour,
        item: platform !== null ? ('fargateTasks' as const) : ('instances' as const),
        line: { group, option },
        money: at(lineOf(group, option), hour),
      })),
    ),
    ...ITEMS.map((item, i) => ({ hour, item, line: null, money: at(linesOf(groups.length) + i, hour) })),
    { hour, item: TASK_VOLUMES, line: null, money: sumOf(volumes.map((line) => line[hour] ?? 0n)) },
    ...(commitments[hour] === undefined
      ? []
      : [
          { hour, item: 'reservedInstances' as const, line: null, money: netOf(commitments[hour].reserved) },
          { hour, item: 'savingsPlan' as const, line: null, money: netOf(commitments[hour].plan) },
        ]),
  ]);
  return rows.flat().filter(({ money }) => money !== 0n);
}
