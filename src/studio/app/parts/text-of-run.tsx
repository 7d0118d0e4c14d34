import { unbroken } from '../../../report/metric-text.js';
import { toldIn } from '../../messages/sentences.js';
import { locale } from '../state.js';

/** Sentences of a run, each in the reader's language if it has a translation, and marked as English if not. */
export function TextOfRun({ text }: { readonly text: string }) {
  return (
    <>
      {toldIn(locale.value, text).map((told, i) => (
        <span key={told.text} lang={told.lang}>
          {i > 0 ? ' ' : ''}
          {unbroken(told.text)}
        </span>
      ))}
    </>
  );
}

/** The same for a label. */
export function plainText(text: string): string {
  return toldIn(locale.value, text)
    .map((told) => told.text)
    .join(' ');
}
