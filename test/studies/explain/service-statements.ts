import { clockText, durationText, numberText } from '../../../src/kernel/quantity-text.js';
import type { ServiceAnswer } from '../../../src/studies/explain/inquiries/service.js';
import { form, oneOf, type Statement } from './account.js';
import { cell, type Row } from './drawn-run.js';
import type { Evidence } from './evidence.js';
import { serviceTally, waitsOf } from './service-tally.js';

/** A service by its place in the scenario, and all that the files have. */
export interface OfService {
  readonly of: Evidence;
  readonly service: number;
  readonly answer: ServiceAnswer;
}

const clock = clockText;
const long = durationText;
const count = (n: number) => numberText(n, 0, 3);
const minutes = (taskMs: number) => numberText(taskMs / 60_000, 1);

const isOf =
  ({ service }: OfService) =>
  (row: Row) =>
    row.service === `${service}`;
const nameOf = ({ of, service }: OfService) => of.run.setup.services[service].name;
const tasksOf = (about: OfService) =>
  about.of.run.csv['tasks.csv'].filter(({ name, kind }) => name === nameOf(about) && kind !== 'workload');

const FAILURES: Readonly<Record<string, string>> = {
  'did not start': 'failedToStart',
  'stopped as unhealthy': 'unhealthy',
  crashed: 'crashed',
};

/** Each number of each sentence on a service. */
export const SERVICE_STATEMENTS: readonly Statement<OfService>[] = [
  {
    form: form(
      '^The (?:service|daemon) .*?: {n} tasks? requested, {n} came to RUNNING; (?:at the end, {t}, {n} ran of {n} desired|{n} ran at the end, {t})',
    ),
    numbers: (about) => {
      const rows = about.of.run.csv['services.csv'].filter((row) => row.service === nameOf(about));
      const sum = (column: string) => count(rows.reduce((total, row) => total + cell(row, column)!, 0));
      const [running, desired] = ['running_tasks', 'desired_tasks'].map((column) => count(cell(rows.at(-1)!, column)!));
      const end = clock(about.of.endMs);
      return [sum('requested_tasks'), sum('started_tasks'), end, running, desired, running, end];
    },
  },
  {
    form: form('(?:ended: |, | and ){n} by (\\w+)'),
    numbers: (about, [, cause]) => {
      const stopping = about.of.run.csv['events.csv'].filter((row) => row.fact === 'taskStopping' && about.of.causeOf(row) === cause);
      const own = new Set(tasksOf(about).map(({ task }) => task));
      return [count(stopping.filter(({ task }) => own.has(task!)).length), null];
    },
  },
  {
    form: form('^Fewer ran than desired {n} times?, {n} task-minutes in all'),
    numbers: (about) => {
      const all = serviceTally(about.of.run, about.service);
      return [count(all.length), minutes(all.reduce((sum, one) => sum + one.waitingMs + one.startingMs + one.notRequestedMs, 0))];
    },
  },
  {
    form: form(
      '^- from {t} for {d}, up to {n} tasks?: task-minutes (?:{n} without an instance)?(?:, | and )?(?:{n} starting)?(?:, | and )?(?:{n} not requested)?$',
    ),
    numbers: (about, found) =>
      oneOf(
        found,
        serviceTally(about.of.run, about.service).map((one) => [
          ...[clock(one.fromMs), long(one.toMs - one.fromMs), count(one.most)],
          ...[one.waitingMs, one.startingMs, one.notRequestedMs].map(minutes),
        ]),
      ),
  },
  {
    form: form(
      '^- (?:at {t}|from {t} to {t}), up to {n} tasks?: (?:{n} of {n} instances? fits?(.*?)(?:; (?:older tasks came first|its service looked) .*)?|[^\\d]*(?:\\(\\S+\\))?)$',
    ),
    numbers: (about, found) => oneOf(found, waitsOf(about.of.run, about.service)),
  },
  {
    form: form('^- at {t}: (?:{n} -> {n}|stays {n})(?:, \\w+ \\(\\S+\\)(?: \\((\\S+) saw {n}\\))?)?$'),
    numbers: (about, found) => {
      const { of, service } = about;
      const columns = ['time_ms', 'from_desired', 'to_desired', 'from_desired', 'metric_milli'];
      const scaled = of.run.csv['events.csv']
        .filter((row) => row.fact === 'serviceScaled' && isOf(about)(row))
        .map((row) => columns.map((column) => cell(row, column)!));
      const stated = scaled.map(([atMs, from, to, stays, milli]) => [
        clock(atMs),
        count(from),
        count(to),
        count(stays),
        found[4] ?? '',
        count(milli / 1_000),
      ]);
      const changed = of
        .desiredChanges(of.run.setup.services[service].name)
        .map(([from, to, atMs]) => [atMs, from, to, from, found[4] ?? '', found[5] ?? '']);
      return oneOf(found, found[5] === undefined ? [...stated, ...changed] : stated);
    },
  },
  {
    form: form('^- at {t}: it might neither start nor stop any, with {n} tasks? left'),
    numbers: (about, found) => oneOf(found, about.of.rows('serviceBlocked', ['time_ms', 'tasks_left'], ['t', 'n'], isOf(about))),
  },
  {
    form: form('^- at {t}: it might start or stop'),
    numbers: (about, found) => oneOf(found, about.of.rows('serviceBlocked', ['time_ms'], ['t'], isOf(about))),
  },
  {
    form: form('^- at {t}: {n} starts? in a row had failed \\(\\S+\\); again at {t}'),
    numbers: (about, found) =>
      oneOf(found, about.of.rows('startsThrottled', ['time_ms', 'failed_in_a_row', 'starts_again_ms'], ['t', 'n', 't'], isOf(about))),
  },
  {
    form: form('^- at {t}: no instance was found {n} times? in a row \\(\\S+\\); again at {t}'),
    numbers: (about, found) =>
      oneOf(found, about.of.rows('placementFailed', ['time_ms', 'in_a_row', 'again_ms'], ['t', 'n', 't'], isOf(about))),
  },
  {
    form: form('^- (?:From the start|At {d}), .*?(?:COMPLETED|FAILED|through|the end,) after {d}'),
    numbers: (about, found) => oneOf(found, about.of.deploymentTimes(about.service)),
  },
  {
    form: form('with {n} tasks running of {n}(?=[;.]|$)'),
    numbers: (about) => {
      const last = about.of.run.csv['services.csv'].findLast((row) => row.service === nameOf(about))!;
      return ['running_tasks', 'desired_tasks'].map((column) => count(cell(last, column)!));
    },
  },
  {
    form: form(`{n} tasks? (${Object.keys(FAILURES).join('|')})`),
    numbers: (about, [n, what]) => {
      const most = tasksOf(about).filter(({ cause }) => cause === FAILURES[what!]).length;
      // Of several deployments each has a part of them.
      const parts = about.answer.deployments.length;
      return [parts === 1 ? count(most) : Number(n) <= most ? n! : `at most ${most}`, null];
    },
  },
  {
    form: form(
      'a task of {n}: minimumHealthyPercent {n} keeps ceil\\({n} × {n} %\\) = {n} healthy, maximumPercent {n} allows floor\\({n} × {n} %\\) = {n}; .*? at most {n} or .*? at least {n}',
    ),
    numbers: ({ of, service }, found) => {
      const { minimumHealthyPercent: least, maximumPercent: most } = of.run.setup.services[service];
      const desired = Number(found[0]);
      const isDesired = of.rows('serviceDesired', ['count'], ['n'], (row) => row.service === `${service}`).some(([n]) => n === found[0]);
      return [
        isDesired ? desired : Number.NaN,
        least,
        desired,
        least,
        Math.ceil((desired * least) / 100),
        most,
        desired,
        most,
        Math.floor((desired * most) / 100),
        Math.floor((100 * (desired - 1)) / desired),
        Math.ceil((100 * (desired + 1)) / desired),
      ].map(count);
    },
  },
  {
    form: form('^The latest of {n} events?'),
    numbers: (about) => [count(about.answer.messages.length)],
  },
  {
    form: form('^- {t} \\(service \\S+\\) has (started|stopped) {n} (?:running )?tasks: ((?:\\(task \\d+\\)\\s?)*)(.*)$'),
    numbers: (about, [time, what, , list]) => {
      const column = what === 'started' ? ['placed_ms', 'requested_ms', 'pending_ms'] : ['stopping_ms'];
      const stated = [...list!.matchAll(/\d+/g)].map(([task]) => task);
      const isSo = (task: string) => {
        const row = tasksOf(about).find((one) => one.task === task);
        return row !== undefined && column.some((one) => row[one] !== '' && clock(cell(row, one)!) <= time!);
      };
      const all = about.answer.messages.find(({ atMs, message }) => clock(atMs) === time && message.includes(list!.trim()))!;
      return [
        time!,
        null,
        count([...all.message.matchAll(/\(task \d+\)/g)].length),
        stated.every(isSo) ? list! : 'tasks of which it is not so',
        null,
      ];
    },
  },
  {
    form: form('^- {t} \\(service \\S+\\) (?!has started|has stopped)(.*)$'),
    numbers: (about, [time, words]) => {
      const instances = [...words!.matchAll(/container-instance (\d+)/g)].map(([, instance]) => instance);
      const isThere = instances.every((instance) => about.of.run.csv['instances.csv'].some((row) => row.instance === instance));
      return [
        about.of.history.times.some((ms) => clock(ms) === time) ? time! : 'a time of no event',
        isThere ? words! : 'an instance that is none',
      ];
    },
  },
];
