import type { TextSink } from '../../kernel/text-sink.js';

/** Events of a service that DescribeServices returns. */
const KEPT = 100;

/** An event of a service, as DescribeServices has it. */
export interface ServiceMessage {
  readonly id: string;
  readonly createdAt: string;
  readonly message: string;
}

/** The latest messages of each service. */
export class ServiceMessages implements TextSink {
  private readonly byService = new Map<string, ServiceMessage[]>();

  write(text: string): boolean {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { serviceArn, ...message } = JSON.parse(line) as ServiceMessage & { serviceArn: string };
      const kept = this.byService.get(serviceArn) ?? [];
      kept.unshift(message);
      kept.length = Math.min(kept.length, KEPT);
      this.byService.set(serviceArn, kept);
    }
    return true;
  }

  /** Returns them, the newest first. */
  of(serviceArn: string): readonly ServiceMessage[] {
    return this.byService.get(serviceArn) ?? [];
  }
}
