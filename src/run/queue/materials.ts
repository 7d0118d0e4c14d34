import { resolve } from 'node:path';
import { whyUnreadable } from '../failure.js';
import { sha256File } from '../hashes.js';
import type { Materials } from '../jobs/job-worker.js';
import { runPolicyOf } from '../policies.js';

/** Returns the files given to a worker, by content: runs may refer to them. Adds mistakes to the list. */
export async function givenMaterials(
  { policies, traces }: { readonly policies: readonly string[]; readonly traces: readonly string[] },
  mistakes: string[],
): Promise<Materials> {
  const modules: Record<string, string> = {};
  for (const word of policies) {
    const policy = await runPolicyOf(word, mistakes);
    if (policy?.module) modules[policy.module.sha256] = resolve(policy.module.path);
    else if (policy !== null) mistakes.push(`--policy ${word}: every worker has it; name modules of your own, by path`);
  }
  const files: Record<string, string> = {};
  for (const path of traces) {
    const hash = await sha256File(path).catch(
      (error: NodeJS.ErrnoException) => void mistakes.push(`--trace ${path}: ${whyUnreadable(error)}`),
    );
    if (hash !== undefined) files[hash] = resolve(path);
  }
  return { modules, traces: files };
}
