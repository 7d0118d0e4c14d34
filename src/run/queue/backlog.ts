import { Queue } from 'bullmq';
import { Link, type LinkOptions } from './link.js';
import { PREFIX, QUEUE } from './names.js';

/** Returns the number of runs in the queue and in progress: the metric for scaling workers. */
export async function backlogOf(options: LinkOptions): Promise<number> {
  const link = await Link.open(options);
  const queue = new Queue(QUEUE, { connection: link.client, prefix: PREFIX, skipVersionCheck: true });
  queue.on('error', () => {});
  try {
    return await Promise.race([queue.getJobCountByTypes('waiting', 'delayed', 'active'), link.lost]);
  } catch (error) {
    throw link.failure(error);
  } finally {
    await link.closeAfter(queue.close());
  }
}
