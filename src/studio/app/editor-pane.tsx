import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LocatedProblem } from '../../scenario/text/sources.js';
import { t } from '../messages/t.js';
import { setText } from './actions.js';
import type { Editor, Mark } from './editor/editor.js';
import { messageOf, OWN_FILE, placeOf } from './mistakes.js';
import { Icon } from './parts/icons.js';
import { Share } from './share.js';
import { original, text, validation } from './state.js';
import { engine } from './workers.js';

/** The editor, when it has come. */
function useEditor(host: { current: HTMLElement | null }, moved: (history: { undoable: boolean; redoable: boolean }) => void) {
  const editor = useSignal<Editor | null>(null);
  useEffect(() => {
    let isGone = false;
    void loadEditor().then(({ Editor: Made }) => {
      if (isGone) return;
      const made = new Made({
        label: t('editor.label'),
        nonce: document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '',
        changed: setText,
        moved,
        suggest: (written, position) => engine.request('suggest', { text: written, position }),
        describe: (written, position) => engine.request('describe', { text: written, position }),
      });
      host.current?.append(made.dom);
      editor.value = made;
    });
    return () => {
      isGone = true;
      editor.peek()?.close();
    };
  }, []);
  return editor;
}

/** The text of the scenario, with its mistakes at their places and in a list below. */
export function EditorPane() {
  const host = useRef<HTMLDivElement>(null);
  const history = useSignal({ undoable: false, redoable: false });
  const { value: editor } = useEditor(host, (moved) => {
    history.value = moved;
  });
  useEffect(() => editor?.open(text.peek()), [editor, original.value]);
  useEffect(() => editor?.show(text.value), [editor, text.value]);
  const { errors, warnings } = validation.value;
  useEffect(() => editor?.mark([...marksOf(errors, 'error'), ...marksOf(warnings, 'warning')]), [editor, errors, warnings]);
  return (
    <section class="editor" id="scenario" tabIndex={-1} aria-label={t('editor.title')}>
      <header>
        <h2>{t('editor.title')}</h2>
        <IconButton name="undo" disabled={!history.value.undoable} onClick={() => editor?.undo()} />
        <IconButton name="redo" disabled={!history.value.redoable} onClick={() => editor?.redo()} />
        <IconButton name="reset" disabled={text.value === original.value} onClick={() => setText(original.value)} />
        <Share />
      </header>
      <div class="text" ref={host}>
        {editor === null && <pre class="coming">{text.value}</pre>}
      </div>
      <Problems editor={editor} />
    </section>
  );
}

/** Mistakes of other files have no place here; the list under the editor has all. */
function marksOf(problems: readonly LocatedProblem[], severity: Mark['severity']): Mark[] {
  return problems.flatMap((problem) =>
    problem.file === OWN_FILE && problem.line > 0
      ? [{ line: problem.line, column: problem.column, severity, message: messageOf(problem) }]
      : [],
  );
}

function IconButton({
  name,
  ...rest
}: {
  readonly name: 'undo' | 'redo' | 'reset';
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="quiet" aria-label={t(`editor.${name}`)} title={t(`editor.${name}`)} {...rest}>
      <Icon name={name} />
    </button>
  );
}

function Problems({ editor }: { readonly editor: Editor | null }) {
  const { errors, warnings } = validation.value;
  if (errors.length + warnings.length === 0) return null;
  const listed = (problems: readonly LocatedProblem[], look: string) =>
    problems.map((problem) => (
      <li key={`${problem.line} ${messageOf(problem)}`} class={look}>
        <Place problem={problem} editor={editor} /> {messageOf(problem)}
      </li>
    ));
  return (
    <ul class="problems" aria-label={t('editor.problems')}>
      {listed(errors, 'bad')}
      {listed(warnings, 'warning')}
    </ul>
  );
}

/** The line of a problem; in the text of the editor a click goes there. */
function Place({ problem, editor }: { readonly problem: LocatedProblem; readonly editor: Editor | null }) {
  const isHere = editor !== null && problem.file === OWN_FILE && problem.line > 0;
  if (!isHere) return <b>{placeOf(problem)}</b>;
  return (
    <button type="button" class="place" onClick={() => editor.goTo(problem)}>
      {placeOf(problem)}
    </button>
  );
}

type EditorModule = typeof import('./editor/editor.js');

let loaded: Promise<EditorModule> | undefined;

/** Loads the editor: a file beside the page, or its text in a page of one file. */
function loadEditor(): Promise<EditorModule> {
  loaded ??= import.meta.env.DEV ? import('./editor/editor.js') : (import(/* @vite-ignore */ addressOf()) as Promise<EditorModule>);
  return loaded;
}

function addressOf(): string {
  const source = document.getElementById('editor-source');
  if (source === null) return new URL('editor.js', document.baseURI).href;
  return URL.createObjectURL(new Blob([source.textContent ?? ''], { type: 'text/javascript' }));
}
