import { EXIT_INTERRUPTED } from '../run/failure.js';
import { RunDirectory } from '../run/run-directory.js';

/**
 * Does work that fills a directory of results. The directory gets its name when the work is done, and a failure leaves nothing behind. The
 * first Ctrl-C stops the work, a second one ends the process at once.
 */
export async function intoDirectory<T>(path: string, work: (directory: RunDirectory, signal: AbortSignal) => Promise<T>): Promise<T> {
  const directory = new RunDirectory(path);
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) {
      directory.abandon();
      process.exit(EXIT_INTERRUPTED);
    }
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const result = await work(directory, stop.signal);
    await directory.finish();
    return result;
  } catch (error) {
    directory.abandon();
    throw error;
  } finally {
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}
