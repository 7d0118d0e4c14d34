import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, EVENT_RANKS, EventKind } from '../../src/sim/events.js';

describe('the table of event kinds', () => {
  it('numbers the kinds in the order of their ranks', () => {
    expect([...EVENT_RANKS]).toEqual([...EVENT_RANKS].sort((a, b) => a - b));
    expect(EVENT_NAMES.map((name) => EventKind[name])).toEqual(EVENT_NAMES.map((_, kind) => kind));
  });

  it('handles repairs and their placements after all measurements', () => {
    const rank = (name: (typeof EVENT_NAMES)[number]) => EVENT_RANKS[EventKind[name]];
    expect(rank('serviceRepairs')).toBeGreaterThan(rank('servicesAreMeasured'));
    expect(rank('platformTasksStartAgain')).toBe(rank('tasksArePlacedAgain'));
    expect(rank('platformTasksStart')).toBe(rank('tasksArePlaced'));
  });
});
