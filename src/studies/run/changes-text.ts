import { textTable } from '../../cli/text-table.js';
import { isMet, outcomeText } from '../../record/expect/expectation.js';
import type { RunFigures } from '../../record/figures-recorder.js';
import { METRICS } from '../../record/metrics.js';
import { hasCommitments } from '../../report/features-used.js';
import { differenceText, isBetter, metricText } from '../../report/metric-text.js';
import { shownMetrics } from '../../report/shown-metrics.js';
import type { FinishedRun } from '../../report/summary.js';
import { type TerminalStyle, tone } from '../../report/terminal-style.js';
import { changedSettings } from '../../scenario/text/changed-settings.js';
import type { FlatSetting } from '../../scenario/text/flat-settings.js';

/** A run, and the settings that it had. */
export interface WatchedRun {
  readonly run: FinishedRun<RunFigures>;
  readonly settings: readonly FlatSetting[];
}

/** Settings shown of one save. */
const SETTINGS_SHOWN = 12;

/** The changes of the last save: settings, figures that differ, and expectations. */
export function changesText(before: WatchedRun, after: WatchedRun, style: TerminalStyle): string[] {
  return [...settingLines(before, after), ...figureLines(before.run, after.run, style), ...verdictLines(before.run, after.run, style)];
}

function settingLines(before: WatchedRun, after: WatchedRun): string[] {
  const changed = changedSettings(before.settings, after.settings);
  const more = changed.length - SETTINGS_SHOWN;
  return [
    ...changed
      .slice(0, SETTINGS_SHOWN)
      .map(({ path, before: old, after: now }) => `${path}: ${old ?? 'not there'} → ${now ?? 'not there'}`),
    ...(more > 0 ? [`and ${more} more settings`] : []),
  ];
}

function figureLines(before: FinishedRun<RunFigures>, after: FinishedRun<RunFigures>, style: TerminalStyle): string[] {
  if (
    before.identity.digest === after.identity.digest &&
    before.record.metrics.headline.cost_usd === after.record.metrics.headline.cost_usd
  )
    return ['  The same run: no figure differs.'];
  const records = [before.record, after.record];
  const [old, now] = records.map(({ metrics }) => metrics.headline) as [
    RunFigures['metrics']['headline'],
    RunFigures['metrics']['headline'],
  ];
  const anyCommitments = records.some(({ metrics }) => hasCommitments(metrics));
  const keys = shownMetrics([old, now], anyCommitments);
  const rows = METRICS.filter(({ key }) => keys.includes(key) && old[key] !== now[key]).map((metric) => ({
    label: metric.label,
    old: metricText(metric, old[metric.key]),
    now: metricText(metric, now[metric.key]),
    difference: tone(differenceText(metric, now[metric.key], old[metric.key]), isBetter(metric, now[metric.key], old[metric.key]), style),
  }));
  if (rows.length === 0) return ['  No figure of the summary differs.'];
  const columns = [
    { head: '', cell: () => '' },
    { head: '', cell: ({ label }: (typeof rows)[number]) => label },
    { head: '', align: 'right' as const, cell: ({ old: text }: (typeof rows)[number]) => text },
    { head: '', cell: () => '→' },
    { head: '', align: 'right' as const, cell: ({ now: text }: (typeof rows)[number]) => text },
    { head: '', cell: ({ difference }: (typeof rows)[number]) => difference },
  ];
  return textTable(rows, columns).slice(1);
}

/** Expectations that are not met, and those that were not before. */
function verdictLines(before: FinishedRun<RunFigures>, after: FinishedRun<RunFigures>, style: TerminalStyle): string[] {
  const failedBefore = new Set(before.verdicts.filter((verdict) => !isMet(verdict)).map(({ expected }) => expected));
  return after.verdicts
    .filter((verdict) => !isMet(verdict) || failedBefore.has(verdict.expected))
    .map((verdict) => tone(`${isMet(verdict) ? '✓' : '✗'} ${verdict.expected} ${outcomeText(verdict)}`, isMet(verdict), style));
}
