import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { signal } from '@preact/signals';
import type { LocatedProblem } from '../../../scenario/text/sources.js';
import { engine, setText } from '../actions.js';

/** How far one can go back and forth. */
export const undoable = signal(false);
export const redoable = signal(false);

/** The file of the editor, in the places of mistakes. */
const OWN_FILE = 'scenario.yaml';

/** Text from outside is no typing: it does not come back as a change. */
let isSetting = false;

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--key)' },
  { tag: [tags.string, tags.content], color: 'var(--text-value)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--number)' },
  { tag: tags.comment, color: 'var(--comment)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--soft)' },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--accent)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--active-line)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--pick) !important' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip .about': { maxWidth: '44em', padding: '8px 11px', font: '13px/1.45 var(--sans)', whiteSpace: 'pre-line' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionInfo': { font: '13px/1.45 var(--sans)', maxWidth: '26em', padding: '8px 11px' },
  '.cm-diagnostic': { font: '13px/1.45 var(--sans)' },
});

/** The editor of the page; it lives as long as the page, wherever it is shown. */
export function makeEditor(label: string): EditorView {
  return new EditorView({ state: stateOf('', label) });
}

/** A text with its own history. */
function stateOf(doc: string, label: string): EditorState {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
  return EditorState.create({
    doc,
    extensions: [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      foldGutter(),
      lintGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      yaml(),
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [completions], activateOnTyping: true, maxRenderedOptions: 80 }),
      hoverTooltip(described),
      keymap.of([...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      EditorView.updateListener.of(({ view, docChanged, state }) => {
        undoable.value = undoDepth(state) > 0;
        redoable.value = redoDepth(state) > 0;
        if (docChanged && !isSetting) setText(view.state.doc.toString());
      }),
      LOOK,
    ],
  });
}

/** Shows a scenario that was opened: nothing of the one before comes back by undo. */
export function showNew(view: EditorView, next: string, label: string): void {
  view.setState(stateOf(next, label));
  undoable.value = false;
  redoable.value = false;
}

/** Shows a text that came from elsewhere: only the part that differs is replaced, so that the cursor and the history stay. */
export function showText(view: EditorView, next: string): void {
  const now = view.state.doc.toString();
  if (now === next) return;
  let from = 0;
  while (from < now.length && now[from] === next[from]) from++;
  let tail = 0;
  while (tail < now.length - from && tail < next.length - from && now[now.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  isSetting = true;
  view.dispatch({
    changes: { from, to: now.length - tail, insert: next.slice(from, next.length - tail) },
    userEvent: 'input.setting',
  });
  isSetting = false;
}

export function goBack(view: EditorView): void {
  undo(view);
}

export function goForth(view: EditorView): void {
  redo(view);
}

/** Marks mistakes at their places. Those of other files have no place here; the list under the editor has all. */
export function showProblems(view: EditorView, errors: readonly LocatedProblem[], warnings: readonly LocatedProblem[]): void {
  const { doc } = view.state;
  const mark =
    (severity: 'error' | 'warning') =>
    (problem: LocatedProblem): Diagnostic[] => {
      if (problem.file !== OWN_FILE || problem.line < 1) return [];
      const line = doc.line(Math.min(problem.line, doc.lines));
      const from = Math.min(line.to, line.from + Math.max(0, problem.column - 1));
      const word = /^[^\s,:{}[\]]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
      return [{ from, to: Math.max(from, Math.min(line.to, from + word)), severity, message: messageOf(problem) }];
    };
  view.dispatch(setDiagnostics(view.state, [...errors.flatMap(mark('error')), ...warnings.flatMap(mark('warning'))]));
}

export function messageOf({ path, message }: LocatedProblem): string {
  return path === '' ? message : `${path}: ${message}`;
}

async function completions({ state, pos, explicit, matchBefore }: CompletionContext): Promise<CompletionResult | null> {
  const word = matchBefore.call({ state, pos } as CompletionContext, /[\w$.-]+/);
  const line = state.doc.lineAt(pos);
  const isAfterKey = /[:[{,]\s+$/.test(state.doc.sliceString(line.from, pos));
  if (word === null && !explicit && !isAfterKey) return null;
  const found = await engine.ask('suggest', { text: state.doc.toString(), position: pos });
  if (found === null) return null;
  return {
    from: found.from,
    options: found.options.map(({ label, apply, kind, info }) => ({
      label,
      apply,
      type: kind === 'key' ? 'property' : 'constant',
      ...(info === '' ? {} : { info }),
    })),
    validFor: /^[\w$.-]*$/,
  };
}

async function described(view: EditorView, position: number) {
  const found = await engine.ask('describe', { text: view.state.doc.toString(), position });
  if (found === null) return null;
  return {
    pos: found.from,
    end: found.to,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'about';
      dom.textContent = found.about;
      return { dom };
    },
  };
}
