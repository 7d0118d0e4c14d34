import { Tinypool } from 'tinypool';

export interface ThreadPoolOptions {
  /** The work of the threads: a function of thread-worker.ts. */
  readonly name: 'pack' | 'run';
  readonly threads: number;
  /** Passed to each thread once. */
  readonly data: unknown;
}

/** Returns threads that live until the pool is destroyed. */
export function threadPool({ name, threads, data }: ThreadPoolOptions): Tinypool {
  const filename = new URL('./thread-worker.js', import.meta.url).href;
  return new Tinypool({ filename, name, minThreads: threads, maxThreads: threads, workerData: data });
}
