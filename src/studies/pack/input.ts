import { openBytes } from '../../run/trace-file/bytes.js';
import { readTasks, whyNotRead } from '../../run/trace-file/read-tasks.js';
import { type NodeColumns, nodeColumns, taskColumns } from '../../workload/formats/columns.js';
import { Mistakes } from '../../workload/formats/mistakes.js';
import { readNodes } from '../../workload/formats/nodes.js';
import { PACKING } from '../../workload/formats/task-rules.js';
import { instancesOf, machinesOf } from './fleet.js';
import type { OptionMistakes } from './option-mistakes.js';
import type { PackRequest } from './options.js';
import type { PackProblem } from './replay/problem.js';
import type { PackInputFile } from './result.js';

/** A trace and a fleet, and the paths of their files. */
export interface PackInput {
  readonly problem: PackProblem;
  readonly files: readonly PackInputFile[];
}

/** Reads the files of a request. Adds mistakes to the list: all of them, up to a limit for each file. */
export async function readPackInput(request: PackRequest, mistakes: OptionMistakes): Promise<PackInput> {
  const files: PackInputFile[] = [];
  const { nodesFile, machine, types, region } = request.fleet;
  const { skipBadRows, format, columns, constraints } = request;
  const attributes = constraints.filter(({ type }) => type === 'memberOf').map(({ column }) => column);
  const labels = constraints.map(({ column }) => column);
  let nodes: NodeColumns = nodeColumns([]);
  if (nodesFile !== null)
    nodes = (await readFile(nodesFile, { skipBadRows, mistakes: mistakes.lines, files }, nodesWith(attributes))) ?? nodes;
  else if (machine !== null) nodes = machinesOf(machine);
  else if (types !== null) nodes = instancesOf(types, region, mistakes);
  const tasks = await readFile(request.tasksFile, { skipBadRows, mistakes: mistakes.lines, files }, async (path, found) => {
    const { tasks: parsed, sha256 } = await readTasks(path, { format, columns, rules: PACKING, mistakes: found, labels });
    return { parsed, sha256 };
  });
  return { problem: { nodes, tasks: tasks ?? taskColumns([], labels), constraints }, files };
}

interface Reading {
  readonly skipBadRows: boolean;
  readonly mistakes: string[];
  readonly files: PackInputFile[];
}

type Parse<T> = (path: string, found: Mistakes) => Promise<{ readonly parsed: T; readonly sha256: string }>;

async function readFile<T>(file: string, to: Reading, parse: Parse<T>): Promise<T | null> {
  if (file === '') return null;
  const found = new Mistakes();
  try {
    const { parsed, sha256 } = await parse(file, found);
    const isSkipping = to.skipBadRows && !found.isUnreadable;
    if (!isSkipping) to.mistakes.push(...found.lines(file));
    to.files.push({ file, sha256, skippedRows: isSkipping ? found.badRows : 0 });
    return parsed;
  } catch (error) {
    to.mistakes.push(`${file}: ${whyNotRead(error as NodeJS.ErrnoException)}`);
    return null;
  }
}

/** A fleet is small, so its file is read as a whole. */
function nodesWith(attributes: readonly string[]): Parse<NodeColumns> {
  return async (path, found) => {
    const bytes = await openBytes(path);
    const parts: Uint8Array[] = [];
    for await (const part of bytes.chunks) parts.push(part);
    return { parsed: readNodes(Buffer.concat(parts).toString('utf8'), found, attributes), sha256: bytes.sha256() };
  };
}
