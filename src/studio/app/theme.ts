import { effect } from '@preact/signals';
import { locale, theme } from './state.js';

const KEPT = 'drydock-studio';

/** Light or dark as the system is set, until the reader chooses. The choice is kept in this browser. */
export function enableTheme(): void {
  const kept = keptChoices();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  theme.value = kept.theme ?? (dark.matches ? 'dark' : 'light');
  locale.value = kept.locale ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');
  dark.addEventListener('change', () => {
    if (keptChoices().theme === undefined) theme.value = dark.matches ? 'dark' : 'light';
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.lang = locale.value;
  });
}

interface Choices {
  readonly theme?: 'light' | 'dark';
  readonly locale?: 'en' | 'ja';
}

export function choose(choice: Choices): void {
  if (choice.theme !== undefined) theme.value = choice.theme;
  if (choice.locale !== undefined) locale.value = choice.locale;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...keptChoices(), ...choice }));
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
}

function keptChoices(): Choices {
  try {
    const { theme: look, locale: language } = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, unknown>;
    return {
      ...(look === 'light' || look === 'dark' ? { theme: look } : {}),
      ...(language === 'en' || language === 'ja' ? { locale: language } : {}),
    };
  } catch {
    return {};
  }
}
