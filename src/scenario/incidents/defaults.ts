/** Conventions of this library: nothing is published about any of them. */
export const INCIDENT_DEFAULTS = {
  lead: '2h',
  observe: '6h',
  hold: '15m',
  notice: '20m',
  replications: 20,
  criteria: { zeroMinutes: 0, lostShare: 0.01, timeToRecover: '30m' },
} as const;
