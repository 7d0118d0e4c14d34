import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages/t.js';
import { Icon } from './icons.js';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog of the browser: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const own = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    own.current?.showModal();
  }, []);
  return (
    <dialog ref={own} aria-label={title} onClose={onClose}>
      <div class="title">
        <h2>{title}</h2>
        <button type="button" class="quiet" aria-label={t('dialog.close')} onClick={() => own.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <div class="content">{children}</div>
    </dialog>
  );
}
