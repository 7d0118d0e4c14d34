import { useEffect, useRef, useState } from 'preact/hooks';
import { LessonsPage } from '../lessons/lessons-page.js';
import { t } from '../messages/t.js';
import { AnswerPane } from './answer-pane.js';
import { takeChosen } from './dropped.js';
import { EditorPane } from './editor-pane.js';
import { Header, isLibraryOpen } from './header.js';
import { Library } from './library.js';
import { OfferedModule } from './own-algorithm.js';
import { ReplayedTrace } from './replayed-trace.js';
import { SettingsPane } from './settings-pane.js';
import { offered, original, replayed, view } from './state.js';

/** Files are taken wherever they are dropped. */
function useDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const quit = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
      addEventListener(type, listener, { signal: quit.signal });
    on('dragover', (event) => {
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', (event) => setOver(event.relatedTarget !== null));
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.length > 0) void takeChosen(dropped);
    });
    return () => quit.abort();
  }, []);
  return isOver;
}

/** Another page, and another scenario, are read from their top. */
function useTop(): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) scrollTo(0, 0);
    isFirst.current = false;
  }, [view.value, original.value]);
}

export function App() {
  const isOver = useDrop();
  useTop();
  return (
    <div class="page">
      <Header />
      <main>{view.value === 'simulate' ? <Simulate /> : <LessonsPage />}</main>
      {isLibraryOpen.value && <Library onClose={() => (isLibraryOpen.value = false)} />}
      {offered.value !== null && <OfferedModule {...offered.value} />}
      {replayed.value !== null && <ReplayedTrace {...replayed.value} />}
      {isOver && <p class="drop-hint">{t('file.drop')}</p>}
    </div>
  );
}

function Simulate() {
  return (
    <div class="panes">
      <aside class="left" aria-label={t('editor.label')}>
        <section class="settings-pane" aria-label={t('settings.title')}>
          <h2>{t('settings.title')}</h2>
          <button type="button" class="quiet to-editor" onClick={() => document.getElementById('scenario')?.focus()}>
            {t('editor.title')} ↓
          </button>
          <SettingsPane />
        </section>
        <EditorPane />
      </aside>
      <AnswerPane />
    </div>
  );
}
