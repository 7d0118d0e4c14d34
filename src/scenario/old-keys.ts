import type { Problem } from './text/problem.js';

/** A setting of version 0.2 that has another name now. */
interface OldKey {
  readonly block: string;
  readonly key: string;
  readonly nowIn: string;
  readonly now: string;
  /** Values that are written otherwise now. */
  readonly values?: Readonly<Record<string, string>>;
}

const OLD_KEYS: readonly OldKey[] = [
  { block: 'serviceScheduler', key: 'alarmBake', nowIn: 'alarms', now: 'rollingBakeTime', values: { none: '0s' } },
  { block: 'serviceScheduler', key: 'healthyAfterRunning', nowIn: 'serviceScheduler', now: 'healthyAfter' },
];

/** Gives the settings of version 0.2 their names of today, for one version more, with a warning each. Changes the document in place. */
export function renameOldKeys(document: unknown): Problem[] {
  if (!isBlock(document)) return [];
  return OLD_KEYS.flatMap(({ block, key, nowIn, now, values = {} }): Problem[] => {
    const from = document[block];
    if (!isBlock(from) || from[key] === undefined) return [];
    const { [key]: value, ...rest } = from;
    document[block] = rest;
    const path = [block, key];
    const name = `${nowIn}.${now}`;
    const to = document[nowIn] ?? {};
    if (!isBlock(to) || to[now] !== undefined) return [{ path, message: `is the old name of ${name}, which is given, too: leave it out` }];
    document[nowIn] = { ...to, [now]: values[String(value)] ?? value };
    return [{ path, message: `is called ${name} now, and the next version will not read its old name`, level: 'warning' }];
  });
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
