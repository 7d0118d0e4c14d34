import { signal } from '@preact/signals';
import { t } from '../messages/t.js';
import { takeChosen } from './dropped.js';
import { Icon } from './parts/icons.js';
import { locale, theme, view } from './state.js';
import { choose } from './theme.js';

export const isLibraryOpen = signal(false);

export function Header() {
  return (
    <header class="top">
      <button type="button" class="skip" onClick={skip}>
        {t('app.skip')}
      </button>
      <h1>
        <Mark />
        Drydock <span>Studio</span>
      </h1>
      <nav aria-label={t('view.label')}>
        {(['simulate', 'lessons'] as const).map((name) => (
          <button type="button" key={name} aria-current={view.value === name ? 'page' : undefined} onClick={() => (view.value = name)}>
            {t(`view.${name}`)}
          </button>
        ))}
      </nav>
      <div class="tools">
        <button type="button" onClick={() => (isLibraryOpen.value = true)}>
          <Icon name="library" />
          <span>{t('library.open')}</span>
        </button>
        <OpenFile />
        <ThemeButton />
        <LanguageButton />
      </div>
    </header>
  );
}

/** A button: a link would replace the part of the address that holds the scenario. */
function skip(): void {
  document.getElementById('answer')?.focus();
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="hull" d="M3 18h26l-4 9H7z" />
      <path class="boxes" d="M7 12h5v5H7zm6 0h5v5h-5zm6 0h5v5h-5zM10 6h5v5h-5zm6 0h5v5h-5z" />
    </svg>
  );
}

function OpenFile() {
  const opened = async (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    if (chosen.length > 0) await takeChosen(chosen);
  };
  return (
    <label class="button" title={t('file.drop')}>
      <Icon name="open" />
      <span>{t('file.open')}</span>
      <input type="file" multiple class="heard" onChange={(event) => void opened(event.currentTarget)} />
    </label>
  );
}

function ThemeButton() {
  const other = theme.value === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="quiet"
      aria-label={t(`theme.${other}`)}
      title={t(`theme.${other}`)}
      onClick={() => choose({ theme: other })}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </button>
  );
}

function LanguageButton() {
  const other = locale.value === 'en' ? 'ja' : 'en';
  return (
    <button type="button" class="quiet" lang={other} onClick={() => choose({ locale: other })}>
      {other === 'ja' ? '日本語' : 'English'}
    </button>
  );
}
