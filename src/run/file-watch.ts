import { type FSWatcher, realpathSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Long enough for an editor that writes a file in several steps, too short to notice. */
const QUIET_MS = 60;

/**
 * Reports when one of some files changes. It watches their directories: many editors write a new file and rename it, after which a watch of
 * the old file reports nothing.
 */
export class FileWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private names = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Replaces the files. */
  watch(files: Iterable<string>): void {
    this.names = namesByFolder(files);
    for (const [folder, watcher] of this.watchers) {
      if (this.names.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of this.names.keys()) if (!this.watchers.has(folder)) this.open(folder);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private open(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || this.names.get(folder)?.has(name)) this.restartTimer();
      });
      watcher.on('error', () => {
        watcher.close();
        this.watchers.delete(folder);
        this.restartTimer();
      });
      this.watchers.set(folder, watcher);
    } catch {
      // The folder does not exist yet; the file that names it is watched.
    }
  }

  private restartTimer(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, QUIET_MS);
  }
}

/** Also the places that links lead to. */
function namesByFolder(files: Iterable<string>): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const file of files) {
    for (const path of new Set([resolve(file), realPath(file)])) {
      const folder = dirname(path);
      names.set(folder, (names.get(folder) ?? new Set()).add(basename(path)));
    }
  }
  return names;
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}
