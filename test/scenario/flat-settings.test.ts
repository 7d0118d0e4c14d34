import { describe, expect, it } from 'vitest';
import { flatSettings } from '../../src/scenario/text/flat-settings.js';

describe('settings by their paths', () => {
  it('are reported as --set takes them: items by a name that is unique, else by index', () => {
    const settings = flatSettings({
      seed: 1,
      services: [{ serviceName: 'web', desiredCount: 2 }, { serviceName: 'twice', desiredCount: 3 }, { serviceName: 'twice' }],
      zones: ['a', 'b'],
      empty: {},
    });
    expect(settings).toEqual([
      ['seed', '1'],
      ['services.web.serviceName', 'web'],
      ['services.web.desiredCount', '2'],
      ['services.1.serviceName', 'twice'],
      ['services.1.desiredCount', '3'],
      ['services.2.serviceName', 'twice'],
      ['zones', '[a, b]'],
      ['empty', '{}'],
    ]);
  });

  it('count the initial state of a run, which is not a setting', () => {
    const tasks = Array.from({ length: 60_000 }, (_, task) => ({ id: `task-${task}`, lastStatus: 'RUNNING' }));
    expect(flatSettings({ present: { at: 'now', tasks } })).toEqual([
      ['present.at', 'now'],
      ['present.tasks', '60,000 entries'],
    ]);
  });

  it('read a list of a hundred thousand in short time', () => {
    const items = Array.from({ length: 100_000 }, (_, item) => ({ name: `item-${item}`, value: item }));
    expect(flatSettings({ items }).at(-1)).toEqual(['items.item-99999.value', '99999']);
  });
});
