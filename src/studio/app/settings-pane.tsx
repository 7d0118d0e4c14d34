import { useState } from 'preact/hooks';
import type { Trial } from '../engine/editing/edit.js';
import { type Choice, type Setting, type Slider, writtenBy } from '../engine/settings/setting.js';
import { t } from '../messages/t.js';
import { edit } from './actions.js';
import { validation } from './state.js';

/** Sliders and selects for the settings that people try first, by what they belong to. */
export function SettingsPane() {
  const { settings, trials, errors } = validation.value;
  const owners = [...new Set(settings.map(({ owner }) => owner))];
  if (settings.length === 0) return <p class="note">{t(errors.length > 0 ? 'settings.none' : 'settings.coming')}</p>;
  return (
    <>
      {trials.length > 0 && <Trials trials={trials} />}
      {owners.map((owner) => (
        <fieldset key={owner} class="settings">
          <legend>{owner === '' ? t('settings.cluster') : owner}</legend>
          {settings
            .filter((setting) => setting.owner === owner)
            .map((setting) => (
              <SettingField key={setting.path.join('.')} setting={setting} />
            ))}
        </fieldset>
      ))}
    </>
  );
}

function Trials({ trials }: { readonly trials: readonly Trial[] }) {
  return (
    <details class="trials">
      <summary>{t('settings.trials')}</summary>
      <ul>
        {trials.map(({ name, sets, about }) => (
          <li key={name} title={sets.map(shortSet).join(', ')}>
            <button type="button" onClick={() => void edit(sets.map((set) => ({ set })))}>
              {name}
            </button>
            <span>{about}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The last two steps of a path are enough on a button. */
function shortSet(set: string): string {
  const [path = '', ...value] = set.split('=');
  return `${path.split('.').slice(-2).join('.')} = ${value.join('=') || t('settings.unset')}`;
}

function SettingField({ setting }: { readonly setting: Setting }) {
  const id = `setting-${setting.path.join('-').replace(/[^\w-]/g, '_')}`;
  return (
    <div class="setting" title={setting.about}>
      <label for={id}>{t(`setting.${setting.key}`)}</label>
      {setting.kind === 'slider' ? <SliderField id={id} setting={setting} /> : <ChoiceField id={id} setting={setting} />}
    </div>
  );
}

/** The hand is ahead of the run: while one drags, the slider shows where the hand is. */
function SliderField({ id, setting }: { readonly id: string; readonly setting: Slider }) {
  const [held, setHeld] = useState<number | null>(null);
  const value = held ?? setting.value;
  const move = (shown: number) => {
    if (!Number.isFinite(shown)) return;
    setHeld(shown);
    void edit([{ path: setting.path, value: writtenBy(setting, shown) }]);
  };
  const { min, max, unit } = setting;
  return (
    <>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={Math.min(value, max)}
        onInput={(event) => move(event.currentTarget.valueAsNumber)}
        onChange={() => setHeld(null)}
      />
      <span class="value">
        <input
          type="number"
          aria-label={`${t(`setting.${setting.key}`)}${setting.owner === '' ? '' : `, ${setting.owner}`}`}
          min={min}
          value={value}
          onInput={(event) => move(event.currentTarget.valueAsNumber)}
          onBlur={() => setHeld(null)}
        />
        {unit}
      </span>
    </>
  );
}

function ChoiceField({ id, setting }: { readonly id: string; readonly setting: Choice }) {
  const groups = [...new Set(setting.options.map(({ group }) => group))];
  const optionsOf = (group: string) =>
    setting.options.flatMap(({ text, group: own }, i) =>
      own === group ? [<option value={i}>{text === '' ? t('settings.unset') : text}</option>] : [],
    );
  const chosen = setting.options.findIndex(({ text }) => text === setting.value);
  return (
    <select
      id={id}
      value={chosen}
      onChange={(event) => void edit([{ path: setting.path, value: setting.options[Number(event.currentTarget.value)]!.write }])}
    >
      {groups.map((group) => (group === '' ? optionsOf(group) : <optgroup label={group}>{optionsOf(group)}</optgroup>))}
    </select>
  );
}
