import { signal } from '@preact/signals';
import { t } from '../messages/t.js';
import { Dialog } from './parts/dialog.js';
import { Icon } from './parts/icons.js';
import { hashOf } from './permalink.js';
import { algorithm, announcement, files, pinnedSource, run, text, validation } from './state.js';

/** Longer links are cut by some mail programs and chats. */
const LINK_LETTERS_MAX = 8_000;
/** Traces are too much for any address. */
const LINKED_LETTERS_MAX = 1_000_000;

const isCommandOpen = signal(false);
const note = signal('');

export function Share() {
  return (
    <>
      <button type="button" class="quiet" aria-label={t('file.download')} title={t('file.download')} onClick={download}>
        <Icon name="download" />
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={t('share.command')}
        title={t('share.command')}
        onClick={() => (isCommandOpen.value = true)}
      >
        <Icon name="command" />
      </button>
      <button type="button" class="quiet" aria-label={t('share.link')} title={t('share.link')} onClick={() => void copyLink()}>
        <Icon name="link" />
      </button>
      {note.value !== '' && <span class="toast">{note.value}</span>}
      {isCommandOpen.value && <CommandDialog onClose={() => (isCommandOpen.value = false)} />}
    </>
  );
}

async function copyLink(): Promise<void> {
  if (!(await writeAddress())) return announce(t('share.tooLong'));
  const address = location.href;
  const isCopied = await writeToClipboard(address);
  const copied = isCopied ? 'share.copied' : 'share.inAddress';
  announce(address.length > LINK_LETTERS_MAX ? t('share.long', { count: address.length }) : t(copied));
}

/** Returns false where the browser has no clipboard for the page, as on an address without TLS, or refuses it. */
async function writeToClipboard(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

function announce(words: string): void {
  note.value = words;
  announcement.value = words;
  setTimeout(() => {
    note.value = '';
  }, 6_000);
}

const UNWRITTEN = 'unwritten';

/** Returns whether the page has content that its address does not hold. */
export function isUnwritten(): boolean {
  return history.state === UNWRITTEN;
}

/** Keeps the address of the page in step with its content. Returns false for content too long for an address, which then has none of it. */
export async function writeAddress(): Promise<boolean> {
  const letters = Object.values(files.value).reduce((sum, content) => sum + content.length, text.value.length);
  if (letters > LINKED_LETTERS_MAX) {
    history.replaceState(UNWRITTEN, '', location.pathname + location.search);
    return false;
  }
  const hash = await hashOf({ text: text.value, files: files.value, pinnedText: pinnedSource.value?.text ?? null });
  history.replaceState(null, '', hash);
  return true;
}

function fileName(): string {
  return `${validation.value.name || 'scenario'}.yaml`;
}

function download(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text.value], { type: 'application/yaml' }));
  link.download = fileName();
  link.click();
  URL.revokeObjectURL(link.href);
}

function CommandDialog({ onClose }: { readonly onClose: () => void }) {
  const named = Object.keys(files.value);
  return (
    <Dialog title={t('share.commandTitle')} onClose={onClose}>
      <p>{t('share.commandHow')}</p>
      <code class="command">{`npx drydock run ${fileName()}${algorithm.value === null ? '' : ` --policy ./${algorithm.value.file}`}`}</code>
      <p class="note">{t('share.commandWhere')}</p>
      {named.length > 0 && <p class="note">{named.join(', ')}</p>}
      {run.value !== null && (
        <p class="note">
          {t('run.digest')}: <code>{run.value.digest}</code>
        </p>
      )}
    </Dialog>
  );
}
