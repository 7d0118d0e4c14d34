import { durationText, numberText, plural } from '../../kernel/quantity-text.js';
import type { RunRecord } from '../../record/run-record.js';
import { type Html, html } from './escape.js';
import { table } from './table.js';

/** Most instances that a page lists. */
const INSTANCES_MAX = 400;

const text = (name: string) => html`<th scope="col" class="text">${name}</th>`;

/** Every decision with its reason, as in scaling-activities.csv; its time is a button that shows it on the charts. */
export function happenedTable({ activities, activitiesLeftOut }: RunRecord): Html[] {
  if (activities.length === 0) return [];
  const rows = activities.map(
    ({ atMs, of, what, reason, explanation, times }) =>
      html`<tr><td><button type="button" class="moment" data-at="${atMs}">${durationText(atMs)}</button></td><th scope="row" class="text">${of}</th><td class="text">${what}</td><td class="text"><code>${reason}</code></td><td class="text wrap">${explanation}</td><td>${times}</td></tr>`,
  );
  const missing = activitiesLeftOut === 0 ? '' : ` ${numberText(activitiesLeftOut, 0)} later ones are in scaling-activities.csv alone.`;
  return [
    table(['At', text('Of'), text('What'), text('Reason'), text('Because'), 'Times'], rows, { isLong: true }),
    html`<p class="note">What is held back, or fails, again and again is one row. A click on a time shows it on the charts.${missing}</p>`,
  ];
}

/** Returns a table of the instances, in order of launch. */
export function instancesTable({ fleet: { lanes, instances, instancesLeftOut } }: RunRecord): Html[] {
  if (instances.length === 0) return [];
  const names = new Map(lanes.map(({ group, name }) => [group, name]));
  const rows = instances
    .slice(0, INSTANCES_MAX)
    .map(
      ({ instance, group, type, zone, bought, launchedMs, endedMs, cause, tasks, tasksLost }) =>
        html`<tr><td>${instance}</td><th scope="row" class="text">${names.get(group) || '(outside any)'}</th><td class="text">${type}</td><td class="text">${zone}</td><td class="text">${bought}</td><td><button type="button" class="moment" data-at="${launchedMs}">${durationText(launchedMs)}</button></td><td>${durationText(endedMs - launchedMs)}</td><td>${numberText(tasks, 0)}</td><td>${numberText(tasksLost, 0)}</td><td class="text">${cause ?? 'lives on'}</td></tr>`,
    );
  const heads = [
    'Instance',
    text('Capacity provider'),
    text('Type'),
    text('Zone'),
    text('Bought'),
    'Launched',
    'Lived',
    'Tasks',
    'Lost',
    text('End'),
  ];
  const missing = instances.length - rows.length + instancesLeftOut;
  return [
    table(heads, rows, { isLong: true }),
    ...(missing > 0 ? [html`<p class="note">${plural(missing, 'more instance')} in instances.csv.</p>`] : []),
  ];
}
