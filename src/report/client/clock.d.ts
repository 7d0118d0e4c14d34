export interface ClockedTime {
  readonly unitMs: number;
  readonly startsAtMs: number;
}

export function momentText(ms: number): string;
export function withClock(scale: object, time: ClockedTime): object;
