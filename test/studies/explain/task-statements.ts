import { clockText, durationText, numberText } from '../../../src/kernel/quantity-text.js';
import type { TaskAnswer } from '../../../src/studies/explain/inquiries/task.js';
import { form, oneOf, type Statement } from './account.js';
import type { Attempt } from './attempt-log.js';
import { cell, type Row } from './drawn-run.js';
import type { Evidence } from './evidence.js';
import { groupOf } from './history.js';

/** A task of tasks.csv, and all that the files have. */
export interface OfTask {
  readonly of: Evidence;
  readonly row: Row;
  readonly answer: TaskAnswer;
}

const clock = clockText;
const long = durationText;
const count = (n: number) => numberText(n, 0, 3);

const WAITS: Readonly<Record<string, string>> = {
  'for the quota of tasks in PROVISIONING': 'wait_quota_ms',
  'for capacity': 'wait_capacity_ms',
  'for the boot of its instance': 'wait_boot_ms',
  'for images': 'wait_pull_ms',
  'for its containers': 'wait_start_ms',
};

const at = ({ row }: OfTask, column: string) => clock(cell(row, column)!);
const cells = ({ row }: OfTask, ...columns: string[]) => columns.map((column) => count(cell(row, column)!));
/** The end of its wait: it is refused or stopped, or the run is over. */
const endOf = ({ of, row }: OfTask) => cell(row, 'ended_ms') ?? of.run.finished.record.endMs;

/** Each number of each sentence on a task. */
export const TASK_STATEMENTS: readonly Statement<OfTask>[] = [
  {
    form: form('^Task {n} of the .*?, {n} CPU units, {n} MiB(?:, {n} ENI)?, (?:on|launch)'),
    numbers: (about) => [about.row.task!, ...cells(about, 'cpu_units', 'memory_mib', 'eni')],
  },
  { form: form('^It was requested at {t} and'), numbers: (about) => [at(about, 'requested_ms')] },
  {
    form: form('and RUNNING at {t}: it waited {d}'),
    numbers: (about) => [at(about, 'running_ms'), long(cell(about.row, 'wait_ms')!)],
  },
  {
    form: form(`{d} (${Object.keys(WAITS).join('|')})`),
    numbers: ({ row }, [, what]) => [long(cell(row, WAITS[what!])!), null],
  },
  {
    form: form('{d} for its network interface'),
    numbers: (about) => [long(cell(about.row, 'wait_eni_ms')!)],
  },
  {
    form: form('{d} on its instance for room'),
    numbers: (about) => [long(cell(about.row, 'wait_room_ms')!)],
  },
  { form: form('(?:instance|Fargate|run) by (?:the end of the run at )?{t}, after {d}'), numbers: (about) => waitedInVain(about) },
  {
    form: form('(\\S+) (?:has|registers) {n} (CPU units|MiB), not {n}'),
    numbers: ({ of, row }, [name, , unit]) => {
      const type = of.run.setup.instanceTypes.find((one) => of.blank(one.name) === name)!;
      const [own, asked] = unit === 'MiB' ? [type.memoryMib, 'memory_mib'] : [type.cpuUnits, 'cpu_units'];
      return [null, `${own}`, null, `${cell(row, asked)}`];
    },
  },
  { form: form(', {d} of it (for the quota of tasks in PROVISIONING)'), numbers: (about) => [long(heldMs(about)), null] },
  {
    form: form('(\\S+) had {n} tasks? \\(base {n}, weight {n}\\)'),
    numbers: (about, [name]) => [null, ...shareOf(about, name!)],
  },
  {
    form: form(
      '^- (?:at {t}|from {t} to {t}(?:, in {n} attempts?)?): (?:(?:{n} of {n} instances? fits?)|there was|[A-Z:_]+(?= \\())(.*?)(?:; (?:the closest, instance {n}, lacks (\\S+?)(?:: the task needs {n} \\S+(?: units)?, {n} (?:is|are) free)?|its service.*|older.*))?$',
    ),
    numbers: (about, found) => refused(about, found),
  },
  {
    form: form('^- at {t}: instance {n}, launched at {t}, was ACTIVE'),
    numbers: ({ of }, [, instance]) => {
      const row = of.instance(Number(instance));
      return [clock(cell(row, 'registered_ms')!), instance!, clock(cell(row, 'launched_ms')!)];
    },
  },
  {
    form: form('^- at {t}: {n} instances? not launched: \\S+ \\(\\S+\\), (?:for good|again at {t})'),
    numbers: ({ of }, found) => oneOf(found, of.rows('launchFailed', ['time_ms', 'missing', 'retry_at_ms'], ['t', 'n', 't'])),
  },
  {
    form: form('^- at {t}: M = {n}, N = {n}: DesiredCapacity (?:{n} -> {n}|stays {n}),'),
    numbers: ({ of }, found) => of.moved(found),
  },
  {
    form: form('^It went to instance {n} \\(.*?(?:launched at {t}, ACTIVE since {t}|there from the start)\\) at {t}: '),
    numbers: ({ of, row }) => {
      const box = of.instance(cell(row, 'instance')!);
      const times = ['launched_ms', 'registered_ms'].map((column) => clock(cell(box, column)!));
      return [row.instance!, ...times, clock(cell(row, 'placed_ms')!)];
    },
  },
  {
    form: form('^It went to .*?\\) at \\S+ {n} of {n} instances? fits?(?:: (.*?))?(?:; (?:no other|of those|the policy|.*? decided))'),
    numbers: (about) => {
      const attempt = about.of.placing(about.answer.task);
      return [count(attempt.fits.length), count(attempt.instances), countsIn(attempt, 0)];
    },
  },
  {
    form: form('; {n} CPU units, {n} MiB and {n} ENI were free there'),
    numbers: (about) => about.of.freeAtPlacement(about.answer.task).map(count),
  },
  {
    form: form(
      '^- step {n}, (.*?) \\(.*?: (?:its random draw was the lowest|its score was {n}(?:, the next {n}|, as that of all others)); {n} left',
    ),
    numbers: (about, found) => stepped(about, found),
  },
  {
    form: form('ended, at {t}(?: after {d} in RUNNING)?: '),
    numbers: ({ row }) => [
      clock(cell(row, 'stopping_ms')!),
      cell(row, 'running_ms') === null ? '' : long(cell(row, 'stopping_ms')! - cell(row, 'running_ms')!),
    ],
  },
  { form: form('; its room was free at {t}'), numbers: (about) => [at(about, 'ended_ms')] },
  {
    form: form('the desired count went from {n} to {n} at {t}'),
    numbers: ({ of, row }, found) => oneOf(found, of.desiredChanges(row.name)),
  },
  {
    form: form('^It began to stop.*: instance {n}, \\S+ \\(\\S+\\), at {t}'),
    numbers: ({ of, row }, found) => oneOf(found, of.endsOf(cell(row, 'instance')!)),
  },
  { form: form('(?:is deployed since|begun at) {t}'), numbers: ({ of, row }, found) => oneOf(found, of.deployed(row.name)) },
  {
    form: form('^It still ran at the end of the run, {t}, after {d}'),
    numbers: ({ of, row }) => [clock(of.endMs), long(of.endMs - cell(row, 'running_ms')!)],
  },
  { form: form('^It had capacity on \\S+ at {t}'), numbers: (about) => [at(about, 'placed_ms')] },
  { form: form('came to RUNNING at {t}'), numbers: (about) => [at(about, 'running_ms')] },
];

function waitedInVain(about: OfTask): string[] {
  const endMs = endOf(about);
  return [clock(endMs), long(endMs - cell(about.row, 'requested_ms')!)];
}

/** The time of a fact of its own. */
function timesOf(about: OfTask): (fact: string) => number | null {
  const own = about.of.run.csv['events.csv'].filter((row) => row.task === about.row.task);
  return (fact) => cell(own.find((row) => row.fact === fact) ?? { time_ms: '' }, 'time_ms');
}

/** From taskHeld to taskAdmitted, or to its end. */
function heldMs(about: OfTask): number {
  const timeOf = timesOf(about);
  return (timeOf('taskAdmitted') ?? timeOf('taskStopping') ?? endOf(about)) - timeOf('taskHeld')!;
}

function shareOf({ of, answer, row }: OfTask, name: string): string[] {
  const { services, workloads } = of.run.setup;
  const spec = (row.kind === 'workload' ? workloads : services).find((one) => one.name === row.name)!;
  const items = spec.capacity.kind === 'strategy' ? spec.capacity.items : [];
  const item = items.find(({ provider }) => of.blank(of.providerName(provider)) === name)!;
  return [of.dealt(answer.task).get(item.provider)!, item.base, item.weight].map(count);
}

/** "7 RESOURCE:MEMORY (S.PLACE-18), 5 INACTIVE, 3 of them booting (S.INST-1)". */
function countsIn({ counts }: Attempt, booting: number): string {
  return counts
    .map(([reason, n]) => {
      const [name, rule] = reason.split(' ');
      const boot = name !== 'INACTIVE' || booting === 0 ? '' : booting === n ? ', booting' : `, ${booting} of them booting`;
      return `${n} ${name}${boot} ${rule.replace(/\d/g, '#')}`;
    })
    .join(', ');
}

/** Attempts of its class and provider during its search; equal ones in a row are one. */
function refused({ of, answer }: OfTask, found: readonly (string | undefined)[]): readonly string[] {
  const [once, from, to] = found;
  const spans = of.spans(answer.task).map(({ first, last, attempts }) => {
    const { fits, instances, near, counts, booting } = first;
    const lacks = fits.length > 0 || near === null ? ['', '', '', ''] : [`${near[0]}`, near[1], count(near[2]), count(near[3])];
    const countText = counts.length === 0 || instances === 0 ? null : `: ${countsIn(first, booting)}`;
    return [
      clock(first.atMs),
      clock(first.atMs),
      clock(last.atMs),
      `${attempts}`,
      `${fits.length}`,
      `${instances}`,
      countText ?? found[6] ?? '',
      ...lacks,
    ];
  });
  const isMeant = (span: string[]) => (once === undefined ? span[1] === from && span[2] === to : span[0] === once);
  return oneOf(found, spans.filter(isMeant));
}

/** The scores of those that tied until then: what is free, or how many tasks of its group are there or in the zone or rack. */
function stepped({ of, answer, row }: OfTask, found: readonly (string | undefined)[]): readonly (string | null)[] {
  const attempt = of.placing(answer.task);
  const { services, workloads } = of.run.setup;
  const spec = (row.kind === 'workload' ? workloads : services).find((one) => one.name === row.name)!;
  const group = groupOf(of.run.setup, row.kind, row.name);
  let tied = [...attempt.fits];
  for (let step = 0; ; step++) {
    const strategy = spec.placementStrategy[step];
    const isLot = strategy === undefined || strategy.type === 'random';
    const scores = new Map(
      tied.map((instance) => [
        instance,
        isLot ? Number(instance !== attempt.instance) : of.score(instance, attempt.at, { ...strategy, group }),
      ]),
    );
    const own = scores.get(attempt.instance!)!;
    const beyond = [...scores.values()].filter((score) => score > own);
    tied = tied.filter((instance) => scores.get(instance) === own);
    if (step + 1 === Number(found[0]))
      return [found[0]!, null, count(own), beyond.length === 0 ? '' : count(Math.min(...beyond)), count(tied.length)];
    if (step > 9) return [];
  }
}
