import type { ServiceScaler } from '../../../services/scaling/service-scaler.js';

/**
 * Which alarms of scaling policies are quiet: by the points that have ended so far, no evaluation of theirs changes anything. Most are, and an
 * evaluation that is left out reads none of the service's data. It is derived from the alarms: none is quiet after a load.
 */
export class QuietAlarms {
  /** The most alarms that a service has. */
  private readonly perService: number;
  private readonly isQuiet: Uint8Array;

  constructor(scalers: readonly (ServiceScaler | null)[]) {
    this.perService = scalers.reduce((most, scaler) => Math.max(most, scaler?.watches.count ?? 0), 0);
    this.isQuiet = new Uint8Array(scalers.length * this.perService);
  }

  /** Must be called after each data point that the alarms of the service get. */
  onPoint(service: number, { watches }: ServiceScaler, atMs: number): void {
    for (let alarm = 0; alarm < watches.count; alarm++)
      this.isQuiet[service * this.perService + alarm] = Number(watches.isQuiet(alarm, atMs));
  }

  is(service: number, alarm: number): boolean {
    return this.isQuiet[service * this.perService + alarm] === 1;
  }

  forget(): void {
    this.isQuiet.fill(0);
  }
}
