import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/scenario/load-scenario.js';
import { readDocument } from '../../../src/scenario/text/document.js';
import { edited } from '../../../src/studio/engine/editing/edit.js';
import { type Slider, writtenBy } from '../../../src/studio/engine/settings/setting.js';
import { settingsOf } from '../../../src/studio/engine/settings/settings.js';
import { libraryJson } from '../../../src/studio/library.mjs';
import { draws } from '../../extent.js';
import { GOOD } from '../../scenario/scenarios.js';

interface Shelved {
  readonly path: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '../../../scenarios');

function loadedOf({ path, text }: Shelved) {
  const read = (file: string) => {
    try {
      return readFileSync(join(root, path, '..', file), 'utf8');
    } catch {
      return undefined;
    }
  };
  return loadScenario(text, { file: path, read });
}

function slidersOf(one: Shelved): Slider[] {
  const loaded = loadedOf(one);
  if (loaded.errors !== undefined) throw new Error(JSON.stringify(loaded.errors));
  return settingsOf(loaded.scenario, readDocument(one.text, one.path).value).filter((setting) => setting.kind === 'slider');
}

describe('the ends of a slider', () => {
  it('are those of the other size of a group, and of the other step', () => {
    const text = GOOD.replace('minSize: 0', 'minSize: 2').replace(
      'targetCapacity: 100',
      'targetCapacity: 100, minimumScalingStepSize: 3, maximumScalingStepSize: 7',
    );
    const ends = slidersOf({ path: 'services/good', text }).map(({ key, min, max }) => [key, min, max]);
    expect(ends).toContainEqual(['minSize', 0, 10]);
    expect(ends).toContainEqual(['maxSize', 2, 60]);
    expect(ends).toContainEqual(['minimumScalingStepSize', 1, 7]);
    expect(ends).toContainEqual(['maximumScalingStepSize', 3, 50]);
  });

  it('have no share of Spot where neither the catalogue nor the scenario has Spot prices of the type', () => {
    const shares = (spot: string) => {
      const prices = `prices: { ec2: { m5.large: 0.1, c5.large: 0.1 }, spot: { ${spot} } }`;
      const text = GOOD.replaceAll('us-east-1', 'eu-west-2').replace('duration:', `${prices}\nregion: eu-west-2\nduration:`);
      return slidersOf({ path: 'services/good', text }).flatMap(({ key, owner }) => (key === 'spotShare' ? [owner] : []));
    };
    expect(shares('')).toEqual([]);
    expect(shares('m5.large: { savingsPercent: 60, interruptionBucket: "<5%" }')).toEqual(['workers']);
  });

  it('are no mistakes, in any scenario of the library (`npm test` tries every fifteenth)', () => {
    const tried = (JSON.parse(libraryJson()) as Shelved[]).filter((_, i) => i % draws(15, 2) === 0);
    expect(tried.length).toBeGreaterThan(4);
    const wrong = tried.flatMap((one) =>
      slidersOf(one).flatMap((slider) =>
        [slider.min, slider.max].flatMap((shown) => {
          const text = edited(one.text, [{ path: slider.path, value: writtenBy(slider, shown) }]);
          const { errors = [] } = loadedOf({ ...one, text });
          return errors.map(({ message }) => `${one.path}: ${slider.path.join('.')}=${shown}: ${message}`);
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });
});
