import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from './failure.js';

const AWS = [
  '@aws-sdk/client-application-auto-scaling',
  '@aws-sdk/client-auto-scaling',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-ecs',
  '@aws-sdk/client-elastic-load-balancing-v2',
];

/** Packages that an installation may leave out, by their use. */
const OPTIONAL = {
  'drawing charts': ['@napi-rs/canvas', 'dejavu-fonts-ttf'],
  'a queue of runs': ['bullmq', 'ioredis'],
  'a snapshot of AWS': AWS,
  'the APIs of AWS': [...AWS, '@aws-sdk/core', '@smithy/core'],
};

const require = createRequire(import.meta.url);

/** Optional packages are not installed. */
export class MissingPackages extends UserError {}

/** Loads code that imports optional packages. Throws a MissingPackages that lists the missing ones and the command that installs them. */
export async function withPackages<T>(use: keyof typeof OPTIONAL, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const isMissing = /MODULE_NOT_FOUND$/.test((error as NodeJS.ErrnoException).code ?? '');
    const missing = isMissing ? OPTIONAL[use].filter((name) => !isInstalled(name)) : [];
    if (missing.length === 0) throw error;
    const are = missing.length === 1 ? 'a package that is' : 'packages that are';
    throw new MissingPackages([`${use} needs ${are} not installed: npm install ${missing.join(' ')}`]);
  }
}

function isInstalled(name: string): boolean {
  return (require.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name, 'package.json')));
}
