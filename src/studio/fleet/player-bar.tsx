import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Ms } from '../../kernel/event-loop.js';
import { clockText, durationText } from '../../kernel/quantity-text.js';
import { t } from '../messages/t.js';
import { inUnits } from '../messages/units.js';
import { eventStep, minuteStep, played, SPEEDS_MS, speedFor } from './player.js';
import type { FleetRecording } from './recording.js';

type Direction = 'forward' | 'back';

/** The playback of recorded runs. */
export interface Player {
  /** The end of the longest run. */
  readonly endMs: Ms;
  readonly isPlaying: Signal<boolean>;
  readonly speedMs: Signal<Ms>;
  readonly toggle: () => void;
  readonly pause: () => void;
  readonly to: (atMs: Ms) => void;
  readonly event: (direction: Direction) => void;
  readonly minute: (direction: Direction) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** With reduced motion the picture moves on once a second, not with every frame. */
const STILL_MS = 1000;

const wantsStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Moves the one cursor of recorded runs. */
export function usePlayer(recordings: readonly FleetRecording[], cursor: Signal<Ms | null>): Player {
  const endMs = Math.max(...recordings.map((recording) => recording.endMs));
  const isPlaying = useSignal(false);
  const speedMs = useSignal(speedFor(endMs));
  const player = useMemo((): Player => {
    const at = () => cursor.peek() ?? 0;
    const pause = () => {
      isPlaying.value = false;
    };
    const to = (atMs: Ms) => {
      pause();
      cursor.value = atMs;
    };
    const toggle = () => {
      if (!isPlaying.peek() && at() >= endMs) cursor.value = 0;
      isPlaying.value = !isPlaying.peek();
    };
    const times = recordings.map(({ changes }) => changes.atMs);
    const event = (direction: Direction) => to(eventStep(times, at(), { isForward: direction === 'forward', endMs }));
    const minute = (direction: Direction) => to(minuteStep(at(), { isForward: direction === 'forward', endMs }));
    const keys: Readonly<Record<string, () => void>> = {
      ArrowRight: () => event('forward'),
      ArrowLeft: () => event('back'),
      ArrowUp: () => minute('forward'),
      ArrowDown: () => minute('back'),
      Home: () => to(0),
      End: () => to(endMs),
      ' ': toggle,
    };
    const onKey = (pressed: KeyboardEvent) => {
      const act = keys[pressed.key];
      if (act === undefined || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
      pressed.preventDefault();
      act();
    };
    return { endMs, isPlaying, speedMs, toggle, pause, to, event, minute, onKey };
  }, [...peersKey(recordings), cursor]);

  useEffect(() => {
    speedMs.value = speedFor(endMs);
    isPlaying.value = false;
  }, peersKey(recordings));

  useEffect(() => {
    if (!isPlaying.value) return;
    let last = performance.now();
    let frame = 0;
    const go = (nowMs: number) => {
      const elapsedMs = nowMs - last;
      if (elapsedMs > 0 && (!wantsStillness() || elapsedMs >= STILL_MS)) {
        last = nowMs;
        cursor.value = played(cursor.peek() ?? 0, { speedMs: speedMs.peek(), elapsedMs, endMs });
        if (cursor.peek() === endMs) isPlaying.value = false;
      }
      frame = requestAnimationFrame(go);
    };
    frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }, [...peersKey(recordings), isPlaying.value]);
  return player;
}

/** Returns recordings as a list of fixed length, as hooks require. */
export function peersKey([first, second]: readonly FleetRecording[]): [FleetRecording | undefined, FleetRecording | undefined] {
  return [first, second];
}

const ICONS = {
  play: 'M7 4l13 8-13 8z',
  pause: 'M6 4h4v16H6zM14 4h4v16h-4z',
  start: 'M5 4h3v16H5zM20 4v16L9 12z',
  end: 'M16 4h3v16h-3zM4 4l11 8-11 8z',
  back: 'M15 5l-7 7 7 7',
  on: 'M9 5l7 7-7 7',
} as const;

function Key({ name, icon, onClick }: { name: string; icon: keyof typeof ICONS; onClick: () => void }) {
  const isLine = icon === 'back' || icon === 'on';
  return (
    <button type="button" class="player-key" aria-label={name} title={name} onClick={onClick}>
      <svg viewBox="0 0 24 24" aria-hidden="true" class={isLine ? 'line' : ''}>
        <path d={ICONS[icon]} />
      </svg>
    </button>
  );
}

export function PlayerBar({ player, cursor }: { player: Player; cursor: Signal<Ms | null> }) {
  const { endMs, isPlaying, speedMs } = player;
  return (
    <fieldset class="player" aria-label={t('player.label')}>
      <Key name={t('player.start')} icon="start" onClick={() => player.to(0)} />
      <Key name={t('player.previousEvent')} icon="back" onClick={() => player.event('back')} />
      <Key name={t(isPlaying.value ? 'player.pause' : 'player.play')} icon={isPlaying.value ? 'pause' : 'play'} onClick={player.toggle} />
      <Key name={t('player.nextEvent')} icon="on" onClick={() => player.event('forward')} />
      <Key name={t('player.end')} icon="end" onClick={() => player.to(endMs)} />
      <button type="button" class="quiet" onClick={() => player.minute('back')} title={t('player.previousMinute')}>
        {inUnits('−1 min')}
      </button>
      <button type="button" class="quiet" onClick={() => player.minute('forward')} title={t('player.nextMinute')}>
        {inUnits('+1 min')}
      </button>
      <label class="player-speed">
        {t('player.speed')}{' '}
        <select value={speedMs.value} onChange={(event) => (speedMs.value = Number(event.currentTarget.value))}>
          {SPEEDS_MS.map((ms) => (
            <option key={ms} value={ms}>
              {inUnits(`${durationText(ms)}/s`)}
            </option>
          ))}
        </select>
      </label>
      <Clock cursor={cursor} endMs={endMs} />
    </fieldset>
  );
}

/** Alone, so that the rest of the bar is not drawn with every frame. */
function Clock({ cursor, endMs }: { cursor: Signal<Ms | null>; endMs: Ms }) {
  return (
    <output class="player-clock" aria-live="off">
      {clockText(cursor.value ?? 0)} / {clockText(endMs)}
    </output>
  );
}
