import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTasks, type TraceReading } from '../../../src/run/trace-file/read-tasks.js';
import { type TaskColumns, taskName } from '../../../src/workload/formats/columns.js';
import { Mistakes } from '../../../src/workload/formats/mistakes.js';
import { PACKING } from '../../../src/workload/formats/task-rules.js';

/** Reads a content from a file, as the commands do. */
export async function readTrace(content: string | Uint8Array, reading: Omit<TraceReading, 'mistakes' | 'rules'>) {
  const mistakes = new Mistakes();
  const folder = mkdtempSync(join(tmpdir(), 'drydock-trace-'));
  try {
    writeFileSync(join(folder, 'f'), content);
    const { tasks } = await readTasks(join(folder, 'f'), { ...reading, rules: PACKING, mistakes });
    return { tasks, names: namesOf(tasks), lines: mistakes.lines('f'), mistakes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function namesOf(tasks: TaskColumns): string[] {
  return Array.from({ length: tasks.count }, (_, task) => taskName(tasks, task));
}
