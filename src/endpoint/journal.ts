import { z } from 'zod';
import { UserError } from '../run/failure.js';
import { requiredText } from '../run/scenario-file.js';
import type { Endpoint, JournalEntry } from './endpoint.js';
import { operationsOf, SERVICES } from './protocol/models.js';

/** The first line of a journal: what its calls were made on. */
const headSchema = z.strictObject({ journal: z.literal('drydock serve 1'), scenario: z.string(), seed: z.int() });
const callSchema = z.strictObject({ atMs: z.int().min(0), service: z.string(), action: z.string(), input: z.unknown() });
const endSchema = z.strictObject({ endMs: z.int().min(0), digest: z.string() });

export type JournalHead = z.infer<typeof headSchema>;

/** A session: its calls with their simulated times, and how it ended, unless it was killed. */
export interface Journal {
  readonly head: JournalHead;
  readonly calls: readonly JournalEntry[];
  readonly end: { readonly endMs: number; readonly digest: string } | null;
}

export function headOf(scenario: string, seed: number): JournalHead {
  return { journal: 'drydock serve 1', scenario, seed };
}

/** Reads a journal, JSON a line. Throws a UserError with every line that is none. */
export function readJournal(path: string): Journal {
  const text = requiredText(path);
  const lines = text.split('\n').filter((line) => line !== '');
  const isCutOff = !text.endsWith('\n');
  const wrong: string[] = [];
  const parsed = lines.map((line, i) => {
    const value = jsonOf(line);
    const schema = i === 0 ? headSchema : i === lines.length - 1 && endSchema.safeParse(value).success ? endSchema : callSchema;
    const { success, data } = schema.safeParse(value);
    if (!success) wrong.push(`${path}:${i + 1}: ${faultOf(i, isCutOff && i === lines.length - 1)}`);
    return data;
  });
  if (lines.length === 0) wrong.push(`${path}: the journal is empty`);
  if (wrong.length > 0) throw new UserError(wrong);
  const [head, ...rest] = parsed as [JournalHead, ...unknown[]];
  const end = endSchema.safeParse(rest.at(-1)).data ?? null;
  return { head, calls: (end === null ? rest : rest.slice(0, -1)) as JournalEntry[], end };
}

function faultOf(line: number, isCutOff: boolean): string {
  if (line === 0) return 'this is no journal of drydock serve';
  return isCutOff ? 'the last call is cut off; remove this line to make those before it again' : 'this is no call of a journal';
}

/** Makes the calls of a journal again, at their times. Throws a UserError at a call that fails: no call in a journal did. */
export async function replay(endpoint: Endpoint, { calls, end }: Journal): Promise<void> {
  const { cluster } = endpoint;
  for (const [i, { atMs, service, action, input }] of calls.entries()) {
    const model = SERVICES.find(({ name }) => name === service);
    const operation = model && (await operationsOf(model)).get(action);
    if (operation === undefined) throw new UserError([`call ${i + 1} of the journal: ${service} ${action} is no call`]);
    if (atMs < cluster.nowMs) throw new UserError([`call ${i + 1} of the journal: it comes before the one above it`]);
    await cluster.advance(atMs);
    try {
      await endpoint.call(model!, operation, input);
    } catch (error) {
      throw new UserError([`call ${i + 1} of the journal: ${service} ${action} fails: ${(error as Error).message}`]);
    }
  }
  if (end !== null) await cluster.advance(end.endMs);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
