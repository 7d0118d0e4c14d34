import { useEffect, useState } from 'preact/hooks';
import { t } from '../messages/t.js';
import { open } from './actions.js';
import { type LibraryScenario, library } from './opened.js';
import { Dialog } from './parts/dialog.js';
import { view } from './state.js';

/** The gallery of the library, a group a folder. */
export function Library({ onClose }: { readonly onClose: () => void }) {
  const [scenarios, setScenarios] = useState<readonly LibraryScenario[]>([]);
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    library().then(setScenarios, (error: Error) => setProblem(`${t('library.failed')} (${error.message})`));
  }, []);
  const typed = words.toLowerCase().split(/\s+/);
  const found = scenarios.filter(({ path, shows }) => typed.every((word) => `${path} ${shows}`.toLowerCase().includes(word)));
  const folders = [...new Set(found.map(({ path }) => path.split('/', 1)[0]!))];
  return (
    <Dialog title={t('library.title')} onClose={onClose}>
      <label class="filter">
        {t('library.filter')} <input type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        {problem === '' && <output>{t('library.count', { count: found.length })}</output>}
      </label>
      {problem !== '' && <p role="alert">{problem}</p>}
      {scenarios.length > 0 && found.length === 0 && <p>{t('library.none')}</p>}
      {folders.map((folder) => (
        <section key={folder}>
          <h3>{folder}</h3>
          <ul class="gallery">
            {found
              .filter(({ path }) => path.startsWith(`${folder}/`))
              .map((one) => (
                <li key={one.path}>
                  <button
                    type="button"
                    onClick={() => {
                      open(one);
                      view.value = 'simulate';
                      onClose();
                    }}
                  >
                    <strong>{one.path.slice(folder.length + 1)}</strong>
                    <span>{one.shows}</span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
