import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages/t.js';
import { setText } from './actions.js';
import { goBack, goForth, makeEditor, messageOf, redoable, showNew, showProblems, showText, undoable } from './editor/editor.js';
import { Icon } from './parts/icons.js';
import { Share } from './share.js';
import { original, text, validation } from './state.js';

/** The text of the scenario, with its mistakes at their places and in a list below. */
export function EditorPane() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<ReturnType<typeof makeEditor> | null>(null);
  useEffect(() => {
    editor.current = makeEditor(t('editor.label'));
    host.current?.append(editor.current.dom);
    return () => editor.current?.destroy();
  }, []);
  useEffect(() => {
    if (editor.current !== null) showNew(editor.current, text.peek(), t('editor.label'));
  }, [original.value]);
  useEffect(() => {
    if (editor.current !== null) showText(editor.current, text.value);
  }, [text.value]);
  const { errors, warnings } = validation.value;
  useEffect(() => {
    if (editor.current !== null) showProblems(editor.current, errors, warnings);
  }, [errors, warnings]);
  const view = editor.current;
  return (
    <section class="editor" aria-label={t('editor.title')}>
      <header>
        <h2>{t('editor.title')}</h2>
        <IconButton name="undo" disabled={!undoable.value} onClick={() => view && goBack(view)} />
        <IconButton name="redo" disabled={!redoable.value} onClick={() => view && goForth(view)} />
        <IconButton name="reset" disabled={text.value === original.value} onClick={() => setText(original.value)} />
        <Share />
      </header>
      <div class="text" ref={host} />
      <Problems />
    </section>
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

function Problems() {
  const { errors, warnings } = validation.value;
  if (errors.length + warnings.length === 0) return null;
  const line = (number: number) => (number > 0 ? t('editor.line', { line: number }) : '');
  return (
    <ul class="problems" aria-label={t('editor.problems')}>
      {errors.map((problem) => (
        <li key={`${problem.line} ${messageOf(problem)}`} class="bad">
          <b>{[problem.file === 'scenario.yaml' ? '' : problem.file, line(problem.line)].filter((part) => part !== '').join(', ')}</b>{' '}
          {messageOf(problem)}
        </li>
      ))}
      {warnings.map((problem) => (
        <li key={`${problem.line} ${messageOf(problem)}`} class="warning">
          <b>{line(problem.line)}</b> {messageOf(problem)}
        </li>
      ))}
    </ul>
  );
}
