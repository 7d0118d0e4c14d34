import { describe, expect, it } from 'vitest';
import { changed, GOOD, load, placedMessages } from './scenarios.js';

const set = (path: string, value: string) => ({ set: [{ path, value }] });
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
const messagesOf = (path: string, text = ONE) => placedMessages(text, set(path, '7')).map((line) => line.replace(`--set ${path}=7: `, ''));
/** With one group alone. In GOOD there is `spare` as well, without a word of its managed scaling. */
const ONE = changed(['    - name: spare\n      autoScalingGroup: { instanceTypes: [c5.large], minSize: 1, maxSize: 1 }\n', '']);
const SPARE = TARGET.replace('workers', 'spare');

describe('a path with ...', () => {
  it('means the one path that has its keys in this order', () => {
    const long = load(ONE, set(TARGET, '80'));
    expect(long.setup?.capacityProviders[0]?.managedScaling.targetPercent).toBe(80);
    for (const path of [
      'cluster...targetCapacity',
      '...targetCapacity',
      '...workers...targetCapacity',
      'cluster...managedScaling.targetCapacity',
    ])
      expect(load(ONE, set(path, '80'))).toEqual(long);
  });

  it('prefers a key that is written, or whose block is, to one of a block that the scenario lacks', () => {
    // A warm pool has a minSize too, and there is none.
    expect(load(ONE, set('cluster...minSize', '3')).setup?.capacityProviders[0]?.minSize).toBe(3);
  });

  it('makes a key of a block that the scenario lacks', () => {
    expect(load(ONE, set('scaler...lowDatapoints', '5')).setup?.scaler.lowDatapoints).toBe(5);
  });

  it('reports all that match where there are several, written or not', () => {
    expect(messagesOf('cluster...targetCapacity', GOOD)).toEqual([`... stands for several paths here: choose from ${TARGET}, ${SPARE}`]);
    expect(messagesOf('...spare...targetCapacity', GOOD)).toEqual([]);
  });

  it('reports what is probably meant where none matches', () => {
    expect(messagesOf('cluster...targetCapacty')).toEqual([
      `nothing in the scenario has the path cluster...targetCapacty; did you mean ${TARGET}?`,
    ]);
    expect(messagesOf('services...targetCapacity')).toEqual([
      `nothing in the scenario has the path services...targetCapacity; did you mean ${TARGET}?`,
    ]);
    expect(messagesOf('cluster...zzzzzzzz')).toEqual(['nothing in the scenario has the path cluster...zzzzzzzz']);
    expect(messagesOf('clster...minSize')).toEqual(['there is no clster; did you mean cluster?']);
  });
});

describe('a path that begins too deep', () => {
  it('is reported with its full path', () => {
    expect(messagesOf('targetCapacity')).toEqual([`there is no targetCapacity; did you mean ${TARGET}?`]);
    expect(messagesOf('cluster.targetCapacity')).toEqual([`there is no targetCapacity in cluster; did you mean ${TARGET}?`]);
    expect(messagesOf('managedScaling.targetCapacity')).toEqual([`there is no managedScaling; did you mean ${TARGET}?`]);
    expect(messagesOf('services.web.targetCapacity')).toEqual([`there is no targetCapacity in services.web; did you mean ${TARGET}?`]);
  });

  it('is reported with all that it may mean', () => {
    expect(messagesOf('targetCapacity', GOOD)).toEqual([`there is no targetCapacity; did you mean ${TARGET} or ${SPARE}?`]);
  });

  it('is reported with the nearest key anywhere where it is misspelt, after the nearest beside it', () => {
    expect(messagesOf('targetCapacty')).toEqual([`there is no targetCapacty; did you mean ${TARGET}?`]);
    expect(messagesOf('scaler.lowDatapoint')).toEqual(['there is no lowDatapoint in scaler; did you mean lowDatapoints?']);
  });
});
