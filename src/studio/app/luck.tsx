import { METRICS } from '../../record/metrics.js';
import { metricText } from '../../report/metric-text.js';
import type { Interval } from '../../statistics/interval.js';
import type { LuckRow } from '../engine/luck.js';
import type { MessageKey } from '../messages/en.js';
import { t } from '../messages/t.js';
import { Icon } from './parts/icons.js';
import { stopLuck, tryLuck } from './replications.js';
import { luck } from './state.js';

export function LuckButton() {
  return (
    <button type="button" onClick={() => void tryLuck()} disabled={luck.value !== null && luck.value.rows === null}>
      <Icon name="dice" />
      <span>{t('luck.ask')}</span>
    </button>
  );
}

/** The part of the answer that stays when the seed changes. */
export function LuckTable() {
  const runs = luck.value;
  if (runs === null) return null;
  return (
    <section class="luck">
      <h3>{t('luck.title')}</h3>
      {runs.rows === null ? (
        <p class="running now">
          <progress aria-label={t('luck.title')} max={runs.all} value={runs.done} /> {t('luck.running', { done: runs.done, all: runs.all })}
          <button type="button" onClick={stopLuck}>
            {t('run.cancel')}
          </button>
        </p>
      ) : (
        <Rows rows={runs.rows} runs={runs.runs} />
      )}
    </section>
  );
}

/** The words of the tiles. */
const LABELS: Readonly<Record<LuckRow['metric'], MessageKey>> = {
  cost_per_month_usd: 'figure.month',
  wait_p95_ms: 'figure.wait',
  below_desired_task_minutes: 'figure.below',
  tasks_interrupted: 'figure.lost',
};

const VERDICTS: Readonly<Record<NonNullable<LuckRow['verdict']>, [MessageKey, string]>> = {
  better: ['luck.better', 'good'],
  worse: ['luck.worse', 'bad'],
  same: ['luck.same', ''],
  'no difference shown': ['luck.open', ''],
};

function Rows({ rows, runs }: { readonly rows: readonly LuckRow[]; readonly runs: number }) {
  const isCompared = rows.some(({ verdict }) => verdict !== null);
  return (
    <>
      <p class="note">
        {t('luck.seeds', { runs })} {isCompared && t('luck.pairs', { runs })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard. */}
      <section class="scroll" tabIndex={0} aria-label={t('luck.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('luck.metric')}</th>
              {isCompared && <th scope="col">{t('luck.verdict')}</th>}
              {isCompared && <th scope="col">{t('luck.difference')}</th>}
              <th scope="col">{t('luck.mean')}</th>
              {isCompared && <th scope="col">{t('luck.before')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.metric} row={row} isCompared={isCompared} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Row({ row, isCompared }: { readonly row: LuckRow; readonly isCompared: boolean }) {
  const spec = METRICS.find(({ key }) => key === row.metric)!;
  const [verdict, look] = row.verdict === null ? [null, ''] : VERDICTS[row.verdict];
  const cell = (interval: Interval | null, plus = '') =>
    interval === null ? (
      t('luck.none')
    ) : (
      <IntervalText interval={interval} text={(value) => (value > 0 ? plus : '') + signedText(value, (size) => metricText(spec, size))} />
    );
  return (
    <tr>
      <th scope="row">{t(LABELS[row.metric])}</th>
      {isCompared && <td class={`verdict ${look}`}>{verdict === null ? '' : t(verdict)}</td>}
      {isCompared && <td>{cell(row.difference, '+')}</td>}
      <td>{cell(row.now)}</td>
      {isCompared && <td>{cell(row.before)}</td>}
    </tr>
  );
}

function signedText(value: number, text: (size: number) => string): string {
  return `${value < 0 ? '−' : ''}${text(Math.abs(value))}`;
}

/** A long unit that both ends have stands once. */
function withoutUnit(low: string, high: string): string {
  const [unit] = / [a-z-]{5,}$/.exec(high) ?? [];
  return unit !== undefined && low.endsWith(unit) ? low.slice(0, -unit.length) : low;
}

function IntervalText({ interval, text }: { readonly interval: Interval; readonly text: (value: number) => string }) {
  const { estimate, low, high } = interval;
  return (
    <>
      <b>{text(estimate)}</b>{' '}
      <span class="unit">
        {withoutUnit(text(low), text(high))} … {text(high)}
      </span>
    </>
  );
}
