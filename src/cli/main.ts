#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { setCompiler } from '../run/compiler.js';
import { EXIT_BAD_INPUT, EXIT_FAILED, reasonOf } from '../run/failure.js';
import { VERSION } from '../run/version.js';
import { drydock } from './program.js';

setCompiler();

// A reader that closes the pipe early (`drydock ... | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  console.error(`standard output: ${reasonOf(error)}`);
  process.exit(EXIT_FAILED);
});

drydock(hideBin(process.argv)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    // A bug of Drydock: the message requests the data that helps to fix it.
    console.error(`drydock: this is a bug in drydock ${VERSION}, not in your input:`);
    console.error(error instanceof Error ? error.stack : error);
    process.exit(process.exitCode === EXIT_BAD_INPUT ? EXIT_BAD_INPUT : EXIT_FAILED);
  },
);
