import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { whyUnreadable } from '../../run/failure.js';
import { AZURE_TASKS, type ColumnMap, OPENB_TASKS, PLAIN_TASKS } from '../../workload/formats/column-map.js';
import { type NodeColumns, nodeColumns, type TaskColumns, taskColumns } from '../../workload/formats/columns.js';
import { mappedTasks } from '../../workload/formats/mapped-tasks.js';
import { Mistakes } from '../../workload/formats/mistakes.js';
import { readNodes } from '../../workload/formats/nodes.js';
import { parquetTable } from '../../workload/formats/parquet.js';
import { swfTasks } from '../../workload/formats/swf.js';
import { csvTable } from '../../workload/formats/table.js';
import { instancesOf, machinesOf } from './fleet.js';
import type { PackRequest } from './options.js';
import type { PackProblem } from './replay/problem.js';
import type { PackInputFile } from './result.js';

/** A trace and a fleet, and the paths of their files. */
export interface PackInput {
  readonly problem: PackProblem;
  readonly files: readonly PackInputFile[];
}

/** Reads the files of a request. Adds mistakes to the list: all of them, up to a limit for each file. */
export async function readPackInput(request: PackRequest, mistakes: string[]): Promise<PackInput> {
  const files: PackInputFile[] = [];
  const { nodesFile, machine, types, region } = request.fleet;
  const { skipBadRows } = request;
  let nodes: NodeColumns = nodeColumns([]);
  if (nodesFile !== null) {
    const read = await readFile(nodesFile, { skipBadRows, mistakes, files }, (bytes, found) => readNodes(textIn(bytes), found));
    nodes = read ?? nodes;
  } else if (machine !== null) nodes = machinesOf(machine);
  else if (types !== null) nodes = instancesOf(types, region, mistakes);
  const tasks = await readFile(request.tasksFile, { skipBadRows, mistakes, files }, (bytes, found) => readTasks(request, bytes, found));
  return { problem: { nodes, tasks: tasks ?? taskColumns([]) }, files };
}

interface Reading {
  readonly skipBadRows: boolean;
  readonly mistakes: string[];
  readonly files: PackInputFile[];
}

async function readFile<T>(file: string, to: Reading, parse: (bytes: Buffer, found: Mistakes) => T | Promise<T>): Promise<T | null> {
  if (file === '') return null;
  const found = new Mistakes();
  try {
    const raw = readFileSync(file);
    const bytes = file.endsWith('.gz') ? gunzipSync(raw) : raw;
    const parsed = await parse(bytes, found);
    const isSkipping = to.skipBadRows && !found.isUnreadable;
    if (!isSkipping) to.mistakes.push(...found.lines(file));
    const sha256 = createHash('sha256').update(raw).digest('hex');
    to.files.push({ file, sha256, skippedRows: isSkipping ? found.badRows : 0 });
    return parsed;
  } catch (error) {
    to.mistakes.push(`${file}: ${whyNot(error as NodeJS.ErrnoException)}`);
    return null;
  }
}

function whyNot(error: NodeJS.ErrnoException): string {
  if (error.code?.startsWith('Z_')) return `this is no gzip file, though it is called so (${error.message})`;
  if (error.code === undefined) throw error;
  return whyUnreadable(error);
}

function readTasks({ format, columns }: PackRequest, bytes: Buffer, found: Mistakes): TaskColumns | Promise<TaskColumns> {
  if (format === 'swf') return swfTasks(textIn(bytes), found);
  if (format === 'parquet') return parquetTasks(bytes, columns ?? PLAIN_TASKS, found);
  const map = { openb: OPENB_TASKS, azure: AZURE_TASKS, csv: columns ?? PLAIN_TASKS }[format];
  return checkedTasks(mappedTasks(csvTable(textIn(bytes), found), map, found), found);
}

async function parquetTasks(bytes: Buffer, map: ColumnMap, found: Mistakes): Promise<TaskColumns> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const names = Object.values(map).map(({ column }) => column);
  return checkedTasks(mappedTasks(await parquetTable(buffer, names, found), map, found), found);
}

function checkedTasks(tasks: TaskColumns, found: Mistakes): TaskColumns {
  if (tasks.count === 0 && found.count === 0) found.refuseFile('there is no task in it');
  return tasks;
}

function textIn(bytes: Buffer): string {
  return bytes.toString('utf8');
}
