import { durationText, usdText } from '../../kernel/quantity-text.js';
import { type Headline, METRICS } from '../../record/metrics.js';
import { hasFargate, hasInstances } from '../../report/features-used.js';
import { differenceText, isBetter, metricText, unbroken } from '../../report/metric-text.js';
import type { RunView } from '../engine/protocol.js';
import type { MessageKey } from '../messages/en.js';
import { t } from '../messages/t.js';
import { inUnits } from '../messages/units.js';
import { pinned, run } from './state.js';

interface Tile {
  readonly key: MessageKey;
  readonly metric: keyof Headline;
  /** The large text; by default the metric as tables show it. */
  readonly shown?: (run: RunView) => string;
  readonly more: (run: RunView) => string;
}

const numberOf = (value: number | null) => (value === null ? '–' : value.toLocaleString('en-US'));
const timeOf = (ms: number | null) => (ms === null ? '–' : durationText(ms));
const shareOf = (percent: number | null) => (percent === null ? '–' : `${Math.round(percent)} %`);

const ALWAYS: readonly Tile[] = [
  {
    key: 'figure.month',
    metric: 'cost_per_month_usd',
    shown: ({ headline }) => monthText(headline.cost_per_month_usd),
    more: ({ headline, endMs }) => t('figure.month.more', { cost: usdText(headline.cost_usd ?? 0), time: durationText(endMs) }),
  },
  {
    key: 'figure.wait',
    metric: 'wait_p95_ms',
    more: ({ headline }) => t('figure.wait.more', { p50: timeOf(headline.wait_p50_ms), max: timeOf(headline.wait_max_ms) }),
  },
  {
    key: 'figure.below',
    metric: 'below_desired_task_minutes',
    more: ({ headline }) => t('figure.below.more', { time: timeOf(60_000 * (headline.without_task_service_minutes ?? 0)) }),
  },
  {
    key: 'figure.lost',
    metric: 'tasks_interrupted',
    more: ({ headline }) => t('figure.lost.more', { failed: numberOf(headline.tasks_failed), waiting: numberOf(headline.tasks_waiting) }),
  },
];
const FLEET: Tile = {
  key: 'figure.fleet',
  metric: 'peak_instances',
  more: ({ headline }) =>
    t('figure.fleet.more', { cpu: shareOf(headline.cpu_reserved_percent), memory: shareOf(headline.memory_reserved_percent) }),
};
const FARGATE: Tile = {
  key: 'figure.fargate',
  metric: 'peak_fargate_vcpus',
  more: ({ headline }) => t('figure.fargate.more', { hours: numberOf(Math.round(headline.fargate_vcpu_hours ?? 0)) }),
};

/** Cents mean nothing in a bill of thousands. */
function monthText(usd: number | null): string {
  return usd === null ? '–' : usdText(usd, usd < 1_000 ? 2 : 0);
}

/** The figures that people decide by, and how they differ from those of the pinned run. */
export function Figures() {
  const now = run.value;
  if (now === null) return null;
  const hasServices = now.headline.worst_service_task_minutes !== null;
  const tiles = [
    ...ALWAYS.filter(({ key }) => hasServices || key !== 'figure.below'),
    ...(hasInstances(now.headline) || !hasFargate(now.headline) ? [FLEET] : []),
    ...(hasFargate(now.headline) ? [FARGATE] : []),
  ];
  return (
    <dl class="tiles" aria-label={t('figures.label')}>
      {tiles.map((tile) => (
        <Figure key={tile.key} tile={tile} now={now} before={pinned.value} />
      ))}
    </dl>
  );
}

function Figure({ tile, now, before }: { readonly tile: Tile; readonly now: RunView; readonly before: RunView | null }) {
  const spec = METRICS.find(({ key }) => key === tile.metric)!;
  const shown = tile.shown ?? (({ headline }: RunView) => metricText(spec, headline[tile.metric]));
  return (
    <div>
      <dt>{t(tile.key)}</dt>
      <dd class="large">
        <Large text={inUnits(shown(now))} />
      </dd>
      {before !== null && <Difference tile={tile} now={now} before={before} text={inUnits(shown(before))} />}
      <dd class="more">{unbroken(inUnits(tile.more(now)))}</dd>
    </div>
  );
}

/** A long unit is small, so that the number stays on one line. */
function Large({ text }: { readonly text: string }) {
  const [, number, unit] = /^([\d.,]+) ([a-z-]{5,})$/.exec(text) ?? [];
  if (number === undefined) return <>{unbroken(text)}</>;
  return (
    <>
      {number} <small>{unit}</small>
    </>
  );
}

function Difference({
  tile,
  now,
  before,
  text,
}: {
  readonly tile: Tile;
  readonly now: RunView;
  readonly before: RunView;
  readonly text: string;
}) {
  const spec = METRICS.find(({ key }) => key === tile.metric)!;
  const [value, first] = [now.headline[tile.metric], before.headline[tile.metric]];
  const better = isBetter(spec, value, first);
  return (
    <dd class={`difference ${better === null ? '' : better ? 'good' : 'bad'}`}>
      {differenceText(spec, value, first)} <span>{unbroken(t('figure.against', { value: text }))}</span>
    </dd>
  );
}
