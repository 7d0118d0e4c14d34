import type { Ms } from '../../kernel/event-loop.js';
import type { TextSink } from '../../kernel/text-sink.js';
import type { EcsNames } from './names.js';

type DetailType = 'ECS Task State Change' | 'ECS Container Instance State Change' | 'ECS Service Action' | 'ECS Deployment State Change';

/** Lines per batch that goes to the sink. */
const BATCH_LINES = 256;

/** Buffers JSON lines for a sink. */
export class JsonLines {
  private lines: string[] = [];

  constructor(private readonly sink: TextSink) {}

  add(value: unknown): void {
    this.lines.push(`${JSON.stringify(value)}\n`);
    if (this.lines.length >= BATCH_LINES) this.flush();
  }

  flush(): void {
    if (this.lines.length > 0) this.sink.write(this.lines.join(''));
    this.lines = [];
  }

  save(): unknown {
    return [...this.lines];
  }

  load(saved: unknown): void {
    this.lines = [...(saved as string[])];
  }
}

/** Writes events in the envelope of EventBridge (T.EVT-2). Each event comes once and in order; AWS promises neither (T.EVT-3). */
export class EventStream {
  constructor(
    private readonly names: EcsNames,
    private readonly lines: JsonLines,
  ) {}

  /** `nth` is the number of the event among those of its resource. */
  emit(type: DetailType, atMs: Ms, subject: { readonly resource: string; readonly nth: number }, detail: object): void {
    const { names } = this;
    this.lines.add({
      version: '0',
      id: names.event(subject.resource, subject.nth),
      'detail-type': type,
      source: 'aws.ecs',
      account: names.account,
      time: names.time(atMs).replace(/\.\d+Z$/, 'Z'),
      region: names.setup.region,
      resources: [subject.resource],
      detail,
    });
  }
}
