/** The stretch of simulated time, in milliseconds, that all charts over time show, and the listeners for its changes. */
export class View {
  constructor(endMs) {
    this.endMs = endMs;
    this.listeners = [];
    this.fromMs = 0;
    this.toMs = endMs;
  }

  get isWhole() {
    return this.fromMs === 0 && this.toMs === this.endMs;
  }

  /** A stretch is at least a second long and lies within the run. */
  show(fromMs, toMs) {
    const least = Math.min(1000, this.endMs);
    const length = Math.min(this.endMs, Math.max(least, toMs - fromMs));
    this.fromMs = Math.max(0, Math.min(this.endMs - length, fromMs));
    this.toMs = this.fromMs + length;
    for (const listener of this.listeners) listener();
  }

  whole() {
    this.show(0, this.endMs);
  }

  /** Zooms in if `factor` is below 1, around a time or the middle. */
  zoom(factor, aroundMs = (this.fromMs + this.toMs) / 2) {
    this.show(aroundMs - (aroundMs - this.fromMs) * factor, aroundMs + (this.toMs - aroundMs) * factor);
  }

  /** Moves by a share of the visible stretch. */
  move(share) {
    const length = this.toMs - this.fromMs;
    const from = Math.max(0, Math.min(this.endMs - length, this.fromMs + share * length));
    this.show(from, from + length);
  }
}

/** A duration in its two largest units: 2 d 3 h, 14 min 5 s. */
export function timeText(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ].filter(([n]) => n > 0);
  return parts.length === 0
    ? '0 s'
    : parts
        .slice(0, 3)
        .map(([n, unit]) => `${n} ${unit}`)
        .join(' ');
}
