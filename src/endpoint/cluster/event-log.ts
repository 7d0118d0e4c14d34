import type { TextSink } from '../../kernel/text-sink.js';

/** ECS shows a stopped task for about an hour. */
const SHOWN_MS = 3_600_000;
/** Events kept for readers. */
const KEPT = 1_000;

interface Event {
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The events that ECS sends: the latest, and the stopped tasks that it still shows. */
export class EventLog implements TextSink {
  private latest: string[] = [];
  private stopped: { readonly atMs: number; readonly detail: Event['detail'] }[] = [];

  write(text: string): boolean {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      this.latest.push(line);
      if (!line.includes('"lastStatus":"STOPPED"')) continue;
      const { time, detail } = JSON.parse(line) as Event;
      this.stopped.push({ atMs: Date.parse(time), detail });
    }
    if (this.latest.length > 2 * KEPT) this.latest = this.latest.slice(-KEPT);
    return true;
  }

  /** The events as JSON, one a line, the oldest first. */
  get lines(): readonly string[] {
    return this.latest.slice(-KEPT);
  }

  /** Stopped tasks as DescribeTasks returns them, `at` a time of the calendar. */
  stoppedTasks(atMs: number): readonly Event['detail'][] {
    this.stopped = this.stopped.filter((one) => one.atMs > atMs - SHOWN_MS);
    return this.stopped.map(({ detail }) => detail);
  }
}
