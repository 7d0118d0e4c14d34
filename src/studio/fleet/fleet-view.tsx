import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { clockText } from '../../kernel/quantity-text.js';
import { unbroken } from '../../report/metric-text.js';
import { locale, theme } from '../app/state.js';
import { t } from '../messages/t.js';
import type { Fill } from './bars.js';
import { coloursOf } from './colours.js';
import { FleetAt } from './fleet-at.js';
import { queueText, stateText } from './fleet-texts.js';
import { type Chosen, FleetPainter, NOTHING } from './painter.js';
import { type Player, PlayerBar, peersKey, usePlayer } from './player-bar.js';
import { Happenings, Legend, ScalerMinutesAt } from './readings.js';
import type { FleetRecording } from './recording.js';
import type { WatchSource } from './watch-protocol.js';
import { WhyPanel } from './why-panel.js';

export interface ShownRun {
  readonly recording: FleetRecording;
  /** The scenario of the run: explanations run it again. */
  readonly source: WatchSource;
  /** The name that distinguishes it from the other; absent where it is alone. */
  readonly title?: string;
}

interface Props {
  /** One run, or two, one above the other. */
  readonly runs: readonly ShownRun[];
  /** The moment that is shown; null: the start. */
  readonly cursor: Signal<number | null>;
}

/** Words follow the cursor at this interval; pictures follow every frame. */
const WORDS_EVERY_MS = 120;
/** A pointer that moves farther while it is down drags, in CSS pixels. */
const DRAG_PX = 4;

/** A signal that follows the cursor with rests, for what is costly to draw and for screen readers. */
function useSettled(cursor: Signal<number | null>): Signal<number> {
  const settled = useSignal(cursor.peek() ?? 0);
  const timer = useRef(0);
  useSignalEffect(() => {
    const atMs = cursor.value ?? 0;
    if (timer.current !== 0) return;
    settled.value = atMs;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      settled.value = cursor.peek() ?? 0;
    }, WORDS_EVERY_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return settled;
}

function useWidth(): [ref: (element: HTMLElement | null) => void, width: number] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useMemo(
    () => (element: HTMLElement | null) => {
      observer.current?.disconnect();
      if (element === null) return;
      observer.current = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
      observer.current.observe(element);
    },
    [],
  );
  return [ref, width];
}

interface Pictured {
  readonly recording: FleetRecording;
  /** All that are shown. */
  readonly peers: readonly FleetRecording[];
  readonly cursor: Signal<number | null>;
  readonly chosen: Signal<Chosen>;
  readonly fill: Signal<Fill>;
}

/** Paints both canvases: anew for another run, size, theme or language, and the moment with each move of the cursor. */
function usePainter({ recording, peers, cursor, chosen, fill }: Pictured) {
  const painter = useRef<FleetPainter | null>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const now = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const [frame, width] = useWidth();
  const fleet = useMemo(() => new FleetAt(recording), [recording]);
  useEffect(() => {
    if (width === 0) return;
    const stripNames = { arrivals: t('fleet.arrivals'), waiting: t('fleet.queue') };
    const laneName = (lane: number, count?: number) => {
      const name = recording.lanes[lane].name || t('fleet.outside');
      return count === undefined ? name : `${name} · ${count}`;
    };
    const canvases = { map: map.current!, now: now.current!, line: line.current! };
    const look = { peers, colours: coloursOf(theme.value), fill: fill.value, laneName, stripNames };
    painter.current = new FleetPainter(canvases, fleet, width, look);
    painter.current.moveTo(cursor.peek() ?? 0, chosen.peek());
  }, [recording, ...peersKey(peers), width, theme.value, fill.value, locale.value]);
  const nextFrame = useRef(0);
  useSignalEffect(() => {
    const [atMs, of] = [cursor.value ?? 0, chosen.value];
    cancelAnimationFrame(nextFrame.current);
    nextFrame.current = requestAnimationFrame(() => painter.current?.moveTo(atMs, of));
  });
  useEffect(() => {
    chosen.value = NOTHING;
    return () => cancelAnimationFrame(nextFrame.current);
  }, [recording, chosen]);
  return { painter, map, now, line, frame };
}

interface PicturesProps extends Pictured {
  readonly title: string | undefined;
  readonly player: Player;
  readonly state: string;
  readonly queue: string;
  readonly atMs: number;
}

function Pictures({ title, player, state, queue, atMs, ...pictured }: PicturesProps) {
  const { recording, cursor, chosen, fill } = pictured;
  const { painter, map, now, line, frame } = usePainter(pictured);
  const pressed = useRef({ x: 0, y: 0 });
  const press = (event: PointerEvent) => {
    pressed.current = { x: event.offsetX, y: event.offsetY };
    scrub(event);
  };
  const scrub = (event: PointerEvent) => {
    if (event.buttons === 0) return;
    player.pause();
    map.current!.setPointerCapture(event.pointerId);
    cursor.value = painter.current!.timeAt(event.offsetX);
  };
  /** A drag ends with a click too, which chooses nothing. */
  const pick = (event: MouseEvent) => {
    if (Math.hypot(event.offsetX - pressed.current.x, event.offsetY - pressed.current.y) > DRAG_PX) return;
    const found = painter.current!.instanceOverTime(event.offsetX, event.offsetY);
    if (found !== NOTHING) chosen.value = found;
  };
  return (
    <div class="fleet-frame" ref={frame}>
      <div
        class="fleet-map"
        role="slider"
        tabIndex={0}
        aria-label={title === undefined ? t('player.time') : `${t('player.time')}: ${title}`}
        aria-valuemin={0}
        aria-valuemax={player.endMs}
        aria-valuenow={atMs}
        aria-valuetext={state}
        onKeyDown={player.onKey}
      >
        <canvas ref={map} onPointerDown={press} onPointerMove={scrub} onClick={pick} />
        <div class="fleet-cursor" ref={line} />
      </div>
      <div class="fleet-head">
        <h3>{t('fleet.now', { time: clockText(atMs) })}</h3>
        <p class="note">{queue}</p>
        <label class="fleet-fill">
          {t('fleet.fill')}{' '}
          <select value={fill.value} onChange={(event) => (fill.value = event.currentTarget.value as Fill)}>
            <option value="cpu">{t('fleet.fill.cpu')}</option>
            <option value="memory">{t('fleet.fill.memory')}</option>
          </select>
        </label>
      </div>
      <canvas
        class="fleet-now"
        ref={now}
        role="img"
        aria-label={state}
        onClick={(event) => (chosen.value = painter.current!.chosenNow(event.offsetX, event.offsetY))}
      />
      <Legend recording={recording} />
    </div>
  );
}

/** Runs over time and at one cursor, with a player: of each the pictures, the scalers' minute and the questions about it. */
export function FleetView({ runs, cursor }: Props) {
  const peers = runs.map(({ recording }) => recording);
  const player = usePlayer(peers, cursor);
  const fill = useSignal<Fill>('cpu');
  const settled = useSettled(cursor);
  return (
    <div class="fleet">
      <PlayerBar player={player} cursor={cursor} />
      {runs.map((run, i) => (
        <Run key={i} {...{ run, peers, player, cursor, settled, fill }} />
      ))}
    </div>
  );
}

interface RunProps extends Omit<Pictured, 'recording' | 'chosen'> {
  readonly run: ShownRun;
  readonly player: Player;
  readonly settled: Signal<number>;
}

function Run({ run: { recording, source, title }, player, settled, ...pictured }: RunProps) {
  const words = useMemo(() => new FleetAt(recording), [recording]);
  const chosen = useSignal(NOTHING);
  const atMs = Math.min(settled.value, recording.endMs);
  words.moveTo(atMs);
  const state = stateText(words, t);
  return (
    <section class="fleet-run" aria-label={title}>
      {title !== undefined && <h3 class="fleet-title">{title}</h3>}
      <div class="fleet-main">
        <Pictures {...{ ...pictured, recording, chosen, player, title, state, atMs }} queue={queueText(words, t)} />
        <WhyPanel recording={recording} source={source} chosen={chosen} atMs={settled} />
      </div>
      <div class="fleet-words">
        <p class="fleet-state">{unbroken(state)}</p>
        <ScalerMinutesAt recording={recording} atMs={atMs} />
        <Happenings fleet={words} atMs={atMs} />
      </div>
    </section>
  );
}
