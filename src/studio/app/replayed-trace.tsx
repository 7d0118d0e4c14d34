import { t } from '../messages/t.js';
import { edit } from './actions.js';
import { Dialog } from './parts/dialog.js';
import { replayed, validation } from './state.js';

/** Columns that an arrival may have, and by what their names are known. */
const COLUMNS = [
  { key: 'arrival', isNeeded: true, pattern: /arriv|submit|start|time|^at$/i },
  { key: 'duration', isNeeded: false, pattern: /durat|run|wall|length/i },
  { key: 'cpu', isNeeded: false, pattern: /cpu|core/i },
  { key: 'memory', isNeeded: false, pattern: /mem|ram|gib|mib/i },
] as const;
const UNITS = [
  { key: 'arrivalUnit', of: 'arrival', units: ['s', 'ms', 'm', 'h', 'd'] },
  { key: 'durationUnit', of: 'duration', units: ['s', 'ms', 'm', 'h', 'd'] },
  { key: 'cpuUnit', of: 'cpu', units: ['vCPU', 'units'] },
  { key: 'memoryUnit', of: 'memory', units: ['GiB', 'MiB'] },
] as const;

/** Prompts for the workload that replays a trace and the meaning of its columns, and writes both into the scenario. */
export function ReplayedTrace({ file, text }: { readonly file: string; readonly text: string }) {
  const { workloads } = validation.value;
  const header = (text.split(/\r?\n/, 1)[0] ?? '')
    .replace(/^\ufeff/, '')
    .split(',')
    .map((name) => name.trim().replace(/^"|"$/g, ''));
  const guessed = guessedColumns(header);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const columns = COLUMNS.flatMap(({ key }) => (given.get(key) ? [[key, String(given.get(key))] as const] : []));
    const units = UNITS.flatMap(({ key, of, units: [usual] }) =>
      given.get(of) && given.get(key) !== usual ? [[key, String(given.get(key))] as const] : [],
    );
    const arrivals = { type: 'trace', file, columns: Object.fromEntries([...columns, ...units]) };
    replayed.value = null;
    void edit([{ path: ['workloads', Number(given.get('workload')), 'arrivals'], value: arrivals }]);
  };
  return (
    <Dialog title={t('replay.title', { file })} onClose={() => (replayed.value = null)}>
      {workloads.length === 0 ? (
        <p>{t('replay.none')}</p>
      ) : (
        <form class="replay" onSubmit={submit}>
          <p class="note">{t('replay.what')}</p>
          <label>
            <span>{t('replay.workload')}</span>
            <select name="workload">
              {workloads.map((name, i) => (
                <option key={name} value={i}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {COLUMNS.map(({ key, isNeeded }, i) => (
            <label key={key}>
              <span>{t(`replay.${key}`)}</span>
              <select name={key} required={isNeeded}>
                <option value="">{isNeeded ? '' : t('replay.absent')}</option>
                {header.map((name) => (
                  <option key={name} value={name} selected={guessed.get(key) === name}>
                    {name}
                  </option>
                ))}
              </select>
              <select name={UNITS[i]!.key} aria-label={t('replay.unit', { column: t(`replay.${key}`) })}>
                {UNITS[i]!.units.map((unit) => (
                  <option key={unit}>{unit}</option>
                ))}
              </select>
            </label>
          ))}
          <button type="submit" class="primary">
            {t('replay.do')}
          </button>
        </form>
      )}
    </Dialog>
  );
}

/** Each column is guessed for one meaning at most. */
function guessedColumns(header: readonly string[]): ReadonlyMap<string, string> {
  const guessed = new Map<string, string>();
  for (const { key, pattern } of COLUMNS) {
    const name = header.find((one) => pattern.test(one) && ![...guessed.values()].includes(one));
    if (name !== undefined) guessed.set(key, name);
  }
  return guessed;
}
