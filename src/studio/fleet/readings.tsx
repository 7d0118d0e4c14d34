import type { Ms } from '../../kernel/event-loop.js';
import { clockText, numberText } from '../../kernel/quantity-text.js';
import { unbroken } from '../../report/metric-text.js';
import { Fact } from '../../sim/facts.js';
import type { ScalerMinute } from '../../studies/explain/inquiries/evaluation.js';
import { evaluationText } from '../../studies/explain/sentences/evaluation.js';
import { theme } from '../app/state.js';
import { t } from '../messages/t.js';
import { type Colours, coloursOf } from './colours.js';
import type { FleetAt } from './fleet-at.js';
import { lastHappenings } from './fleet-texts.js';
import type { FleetRecording } from './recording.js';
import { minuteAt } from './scaler-minutes.js';

/** The latest minute of each scaler: its formula with numbers, its alarms, and what it decided. */
export function ScalerMinutesAt({ recording, atMs }: { recording: FleetRecording; atMs: Ms }) {
  const { minutes } = recording;
  if (minutes.providers.length === 0) return null;
  return (
    <section class="scalers">
      <h3>{t('scaler.title')}</h3>
      {minutes.providers.map((name, provider) => {
        const minute = minuteAt(minutes, provider, atMs);
        return (
          <div key={name} class="scaler">
            <h4>
              {name} {minute !== null && <span class="note">{clockText(minute.atMs)}</span>}
            </h4>
            {minute === null ? <p class="note">{t('scaler.none')}</p> : <Minute minute={minute} />}
          </div>
        );
      })}
    </section>
  );
}

function Minute({ minute }: { minute: ScalerMinute }) {
  const { needed, running, reservationPercent, targetPercent, standing } = minute;
  const { fromDesired, toDesired, highPoints, highDatapoints, isHighAlarm, lowPoints, lowDatapoints, isLowAlarm } = minute;
  return (
    <>
      <p class="formula" title={t('scaler.reservation')}>
        <Fraction top={<var>M</var>} bottom={<var>N</var>} /> × 100 = <Fraction top={needed} bottom={running} /> × 100 ={' '}
        <strong class={standing}>{numberText(reservationPercent, 0, 1)} %</strong>{' '}
        <span class="note">
          {standing === 'above' ? '>' : standing === 'below' ? '<' : '='}{' '}
          {t('scaler.target', { target: `${numberText(targetPercent, 0, 1)} %` })}
        </span>
      </p>
      <p class="alarms">
        <Alarm alarm={t('scaler.high')} isOn={isHighAlarm} points={highPoints} needed={highDatapoints} />
        <Alarm alarm={t('scaler.low')} isOn={isLowAlarm} points={lowPoints} needed={lowDatapoints} />
        <span class="desired">
          {fromDesired === toDesired ? t('scaler.stays', { from: fromDesired }) : t('scaler.desired', { from: fromDesired, to: toDesired })}
        </span>
      </p>
      <p class="note" lang="en">
        {unbroken(evaluationText(minute))}
      </p>
    </>
  );
}

interface AlarmProps {
  readonly alarm: string;
  readonly isOn: boolean;
  readonly points: number;
  readonly needed: number;
}

function Alarm({ isOn, ...values }: AlarmProps) {
  return <span class={isOn ? 'alarm on' : 'alarm'}>{t(isOn ? 'scaler.alarm.on' : 'scaler.alarm.off', { ...values })}</span>;
}

function Fraction({ top, bottom }: { top: preact.ComponentChildren; bottom: preact.ComponentChildren }) {
  return (
    <span class="fraction">
      <span>{top}</span>
      <span>{bottom}</span>
    </span>
  );
}

const HAPPENINGS_SHOWN = 6;

/** Lists the latest changes in the fleet. `atMs` is the time of `fleet`, whose object stays the same one. */
export function Happenings({ fleet }: { fleet: FleetAt; atMs: Ms }) {
  return (
    <section>
      <h3>{t('player.events')}</h3>
      <ol class="happenings">
        {lastHappenings(fleet, HAPPENINGS_SHOWN, t).map(({ atMs, text }) => (
          <li key={`${atMs} ${text}`}>
            <time>{clockText(atMs)}</time> {text}
          </li>
        ))}
      </ol>
    </section>
  );
}

function swatch({ owner, card }: Colours, index: number): string {
  const { colour, isStriped } = owner(index);
  return isStriped ? `repeating-linear-gradient(90deg, ${colour} 0 3px, ${card} 3px 6px)` : colour;
}

/** The meanings of the colours and frames that the run has. */
export function Legend({ recording }: { recording: FleetRecording }) {
  const colours = coloursOf(theme.value);
  const { owners, instances, changes } = recording;
  const states = [
    {
      key: 'fleet.legend.booting',
      colour: colours.booting,
      isThere: instances.launchedMs.some((ms, i) => ms !== instances.registeredMs[i]),
    },
    { key: 'fleet.legend.draining', colour: colours.draining, isThere: instances.drainingMs.some((ms) => ms >= 0) },
    { key: 'fleet.legend.pooled', colour: colours.pooled, isThere: changes.kind.includes(Fact.instanceWarmed) },
    { key: 'fleet.legend.lost', colour: colours.lost, isThere: instances.noticedMs.some((ms) => ms >= 0) },
  ] as const;
  return (
    <ul class="fleet-legend">
      {owners.map(({ name }, i) => (
        <li key={name}>
          <i style={{ background: swatch(colours, i) }} /> {name}
        </li>
      ))}
      {states
        .filter(({ isThere }) => isThere)
        .map(({ key, colour }) => (
          <li key={key}>
            <i class="frame" style={{ borderColor: colour }} /> {t(key)}
          </li>
        ))}
    </ul>
  );
}
