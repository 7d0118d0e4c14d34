import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Description, Suggestions } from '../../engine/editing/suggest.js';

/**
 * CodeMirror, as a file of its own that the page loads after its first answer. It shares no code with the page, so that a page of one file
 * can load it from its text; the host has all that it needs of the page.
 */
export interface EditorHost {
  readonly label: string;
  /** Lets it add its style under the policy of the page. */
  readonly nonce: string;
  readonly changed: (text: string) => void;
  readonly moved: (history: { readonly undoable: boolean; readonly redoable: boolean }) => void;
  readonly suggest: (text: string, position: number) => Promise<Suggestions | null>;
  readonly describe: (text: string, position: number) => Promise<Description | null>;
}

/** A mistake or warning at a line and column of the text, counted from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

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
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--soft)', border: 'none' },
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

export class Editor {
  private readonly view: EditorView;
  /** Text from outside is no typing: it does not come back as a change. */
  private isSetting = false;

  constructor(private readonly host: EditorHost) {
    this.view = new EditorView({ state: this.stateOf('') });
  }

  get dom(): HTMLElement {
    return this.view.dom;
  }

  /** Shows a scenario that was opened: nothing of the one before comes back by undo. */
  open(text: string): void {
    this.view.setState(this.stateOf(text));
    this.host.moved({ undoable: false, redoable: false });
  }

  /** Shows a text that came from elsewhere: only the part that differs is replaced, so that the cursor and the history stay. */
  show(next: string): void {
    const now = this.view.state.doc.toString();
    if (now === next) return;
    let from = 0;
    while (from < now.length && now[from] === next[from]) from++;
    const most = Math.min(now.length, next.length) - from;
    let tail = 0;
    while (tail < most && now[now.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
    this.isSetting = true;
    this.view.dispatch({
      changes: { from, to: now.length - tail, insert: next.slice(from, next.length - tail) },
      userEvent: 'input.setting',
    });
    this.isSetting = false;
  }

  mark(marks: readonly Mark[]): void {
    const { doc } = this.view.state;
    const diagnostics = marks.map(({ line, column, severity, message }): Diagnostic => {
      const { from, to } = this.placeOf({ line, column });
      const word = /^[^\s,:{}[\]]+/.exec(doc.sliceString(from, to))?.[0].length ?? 0;
      return { from, to: from + word, severity, message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Puts the cursor at a place, in sight. */
  goTo(place: Pick<Mark, 'line' | 'column'>): void {
    this.view.dispatch({ selection: { anchor: this.placeOf(place).from }, scrollIntoView: true });
    this.view.focus();
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  close(): void {
    this.view.destroy();
  }

  /** Returns a place that the text has, and the end of its line. */
  private placeOf({ line, column }: Pick<Mark, 'line' | 'column'>): { from: number; to: number } {
    const { doc } = this.view.state;
    const written = doc.line(Math.min(Math.max(1, line), doc.lines));
    return { from: Math.min(written.to, written.from + Math.max(0, column - 1)), to: written.to };
  }

  /** Returns a text with its own history. */
  private stateOf(doc: string): EditorState {
    const { host } = this;
    return EditorState.create({
      doc,
      extensions: [
        EditorView.cspNonce.of(host.nonce),
        ...[lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching()],
        ...[highlightActiveLine(), yaml(), syntaxHighlighting(COLOURS), LOOK],
        autocompletion({ override: [(context) => completions(host, context)], activateOnTyping: true, maxRenderedOptions: 80 }),
        hoverTooltip((view, position) => tooltipAt(host, view, position)),
        // Tab takes a completion or leaves the editor, so that the keyboard alone is enough; Ctrl+] indents.
        keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': host.label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          host.moved({ undoable: undoDepth(state) > 0, redoable: redoDepth(state) > 0 });
          if (docChanged && !this.isSetting) host.changed(state.doc.toString());
        }),
      ],
    });
  }
}

async function completions(host: EditorHost, context: CompletionContext): Promise<CompletionResult | null> {
  const { state, pos, explicit } = context;
  const word = context.matchBefore(/[\w$.-]+/);
  const line = state.doc.lineAt(pos);
  const isAfterKey = /[:[{,]\s+$/.test(state.doc.sliceString(line.from, pos));
  if (word === null && !explicit && !isAfterKey) return null;
  const found = await host.suggest(state.doc.toString(), pos);
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

async function tooltipAt(host: EditorHost, view: EditorView, position: number) {
  const found = await host.describe(view.state.doc.toString(), position);
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
