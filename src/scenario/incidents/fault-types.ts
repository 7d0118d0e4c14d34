import type { z } from 'zod';
import { faults } from '../faults/schema.js';
import type { FaultText } from '../schema.js';

/** The types of faults, as the schema has them. */

const entry = faults.unwrap().element;
type Branch = z.ZodObject<z.ZodRawShape>;

let branches: ReadonlyMap<string, Branch> | undefined;

/** Returns whether faults of the type have the key. */
export function hasKey(type: unknown, key: string): boolean {
  branches ??= new Map(
    (entry.options as unknown as readonly Branch[]).map((branch) => [String((branch.shape.type as unknown as z.ZodLiteral).value), branch]),
  );
  return Object.hasOwn(branches.get(String(type))?.shape ?? {}, key);
}

/** The fault with every default filled in, as the schema does for a scenario's own. */
export function completeFault(fault: unknown): FaultText {
  const parsed = entry.safeParse(fault);
  return parsed.success ? parsed.data : (fault as FaultText);
}

/** Returns the issues of an entry of `faults`. */
export function faultIssues(fault: unknown): readonly z.core.$ZodIssue[] {
  return entry.safeParse(fault, { reportInput: true }).error?.issues ?? [];
}
