import { describe, expect, it } from 'vitest';
import { measuredUse, useOfEach } from '../../src/observed/use.js';

const MINUTES = [...Array(30).keys()];
const requests = MINUTES.map((minute) => 100 + 37 * (minute % 7));

describe('the use of a task', () => {
  // Of 512 units reserved 20 when idle, and 0.25 for each request a minute.
  const percent = requests.map((count) => ((20 + 0.25 * count) / 512) * 100);

  it('is a line through its minutes, that an overload does not turn and a gap does not hide', () => {
    const use = measuredUse(percent, 512, requests)!;
    expect([use.idle, use.perRequest]).toEqual([expect.closeTo(20, 9), expect.closeTo(0.25, 9)]);
    const disturbed = percent.map((value, minute) => (minute === 3 ? null : minute % 10 === 4 ? 100 : value));
    const again = measuredUse(disturbed, 512, requests)!;
    expect([again.idle, again.perRequest]).toEqual([expect.closeTo(20, 0), expect.closeTo(0.25, 1)]);
  });

  it('is in proportion where the line would begin below nothing', () => {
    const use = measuredUse(
      requests.map((count) => ((0.5 * count - 30) / 512) * 100),
      512,
      requests,
    )!;
    const mean = requests.reduce((sum, count) => sum + count, 0) / requests.length;
    expect([use.idle, use.perRequest]).toEqual([0, expect.closeTo((0.5 * mean - 30) / mean, 9)]);
  });

  it('is always the same where it does not follow the requests', () => {
    const falling = requests.map((count) => 60 - count / 10);
    expect(measuredUse(falling, 512, requests)).toMatchObject({ perRequest: 0 });
    expect(
      measuredUse(
        requests.map(() => 40),
        512,
        requests,
      ),
    ).toMatchObject({ perRequest: 0, idle: expect.closeTo(204.8, 9) });
  });

  it('does not follow from a few minutes', () => {
    expect(measuredUse(percent.slice(0, 9), 512, requests)).toBeNull();
    expect(measuredUse(percent, 512, [])).toBeNull();
  });

  // 2 tasks of 512 units at 50 % for two minutes, and 8 messages: 1,024 units a minute over 8.
  it('for each message is all of it by their number, whenever they came', () => {
    expect(useOfEach([50, 50, null], 512, [2, 2, 2], [8, 0, 3])).toBe(128);
    expect(useOfEach([50], 512, [2], [0])).toBeNull();
  });
});
