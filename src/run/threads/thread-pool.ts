import { Tinypool } from 'tinypool';

export interface ThreadPoolOptions {
  /** What the threads do: a function of thread-worker.ts. */
  readonly name: 'pack' | 'run';
  readonly threads: number;
  /** Given to each thread once. */
  readonly data: unknown;
}

/** Threads that stay until the pool is destroyed. */
export function threadPool({ name, threads, data }: ThreadPoolOptions): Tinypool {
  const filename = new URL('./thread-worker.js', import.meta.url).href;
  return new Tinypool({ filename, name, minThreads: threads, maxThreads: threads, workerData: data });
}
