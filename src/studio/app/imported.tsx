import type { FindingKind } from '../../import/findings.js';
import { t } from '../messages/t.js';
import { Dialog } from './parts/dialog.js';
import { imported } from './state.js';

const KINDS: readonly FindingKind[] = ['assumed', 'leftOut', 'understood', 'withoutEffect'];

/** The result of an import. Its assumptions and omissions come first, because a reader checks them. */
export function Imported() {
  const made = imported.value;
  if (made === null) return null;
  return (
    <Dialog title={t('import.title')} onClose={() => (imported.value = null)}>
      <p class="note">{made.names.join(', ')}</p>
      {made.mistakes.length > 0 && (
        <>
          <h3>{t('import.mistakes')}</h3>
          <ul>
            {made.mistakes.map(({ file, field, message }) => (
              <li key={`${file} ${field} ${message}`} class="bad">
                <b>{file}</b> <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        </>
      )}
      {KINDS.map((kind) => {
        const found = made.findings.filter((finding) => finding.kind === kind);
        return found.length === 0 ? null : (
          <details key={kind} open={kind === 'assumed' || kind === 'leftOut'}>
            <summary>
              {t(`import.${kind}`)} ({found.length})
            </summary>
            <ul>
              {found.map(({ field, message }) => (
                <li key={`${field} ${message}`}>
                  <code>{field}</code> {message}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </Dialog>
  );
}
