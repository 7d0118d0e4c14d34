import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../messages/t.js';
import { plainText, TextOfRun } from '../parts/text-of-run.js';
import { cursorMs, run, theme } from '../state.js';
import { Board } from './board.js';

/** The charts of the run; a moment on one is the moment on all, and in the other panes. */
export function Charts() {
  const canvases = useRef(new Map<string, HTMLCanvasElement>());
  const board = useRef<Board | null>(null);
  const specs = run.value?.charts ?? [];
  useLayoutEffect(() => {
    board.current ??= new Board((atMs) => {
      cursorMs.value = atMs;
    });
    board.current.show(specs, canvases.current, theme.value === 'dark');
  }, [specs, theme.value]);
  // The cursor moves with every frame, so that it must not render the charts anew.
  useSignalEffect(() => board.current?.mark(cursorMs.value));
  useEffect(() => {
    const quit = new AbortController();
    addEventListener('beforeprint', () => board.current?.drawForPaper(), { signal: quit.signal });
    addEventListener('afterprint', () => board.current?.drawForScreen(), { signal: quit.signal });
    return () => {
      quit.abort();
      board.current?.clear();
    };
  }, []);
  if (specs.length === 0) return null;
  return (
    <section class="charts" aria-label={t('charts.label')}>
      {specs.map(({ id, title, description, time, isWide }) => (
        <figure key={id} class={isWide ? 'wide' : ''}>
          <h3>
            <TextOfRun text={title} />
          </h3>
          <div class="plot">
            <canvas
              id={`chart-${id}`}
              role="img"
              aria-label={`${plainText(title)}. ${plainText(description)}`}
              tabIndex={time === undefined ? undefined : 0}
              ref={(canvas) => {
                if (canvas === null) canvases.current.delete(id);
                else canvases.current.set(id, canvas);
              }}
            />
          </div>
          <figcaption>
            <TextOfRun text={description} />
          </figcaption>
        </figure>
      ))}
    </section>
  );
}
