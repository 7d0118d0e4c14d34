#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { EXIT_BAD_INPUT, UserError } from '../experiment/runners/failure.js';
import { VERSION } from '../experiment/runners/version.js';
import { adviseCommand } from './commands/advise.js';
import { backtestCommand } from './commands/backtest.js';
import { boundCommand } from './commands/bound.js';
import { catalogCommand } from './commands/catalog.js';
import { compareCommand } from './commands/compare.js';
import { explainCommand } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { optimiseCommand } from './commands/optimise.js';
import { packCommand } from './commands/pack.js';
import { placeCommand } from './commands/place.js';
import { queryCommand } from './commands/query.js';
import { rebalanceCommand } from './commands/rebalance.js';
import { runCommand } from './commands/run.js';
import { schemaCommand } from './commands/schema.js';
import { snapshotCommand } from './commands/snapshot.js';
import { sweepCommand } from './commands/sweep.js';
import { validateCommand } from './commands/validate.js';
import { workerCommand } from './commands/worker.js';

/** The command line is thin: options -> scenario -> run -> report -> exit code. */
async function main(): Promise<void> {
  // A reader that has seen enough (`drydock ... | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await yargs(hideBin(process.argv))
      .scriptName('drydock')
      .usage(
        '$0 COMMAND\n\nA simulator of Amazon ECS clusters: capacity, placement and cluster auto scaling, compared in money and waiting time.',
      )
      .command(runCommand)
      .command(compareCommand)
      .command(sweepCommand)
      .command(optimiseCommand)
      .command(adviseCommand)
      .command(backtestCommand)
      .command(workerCommand)
      .command(snapshotCommand)
      .command(importCommand)
      .command(exportCommand)
      .command(validateCommand)
      .command(placeCommand)
      .command(explainCommand)
      .command(queryCommand)
      .command(packCommand)
      .command(boundCommand)
      .command(rebalanceCommand)
      .command(catalogCommand)
      .command(schemaCommand)
      .demandCommand(1, 'Say which command.')
      .strict()
      .recommendCommands()
      .version(VERSION)
      .alias('h', 'help')
      .wrap(Math.min(120, process.stdout.columns ?? 100))
      .exitProcess(false)
      .fail((message, error) => {
        // yargs throws a YError for an option without its value: the user's mistake, not ours.
        if (error !== undefined && error !== null && error.name !== 'YError') throw error;
        throw new UserError([message ?? error.message, "See 'drydock --help'."]);
      })
      .parseAsync();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = error.exitCode;
  }
}

main().catch((error: unknown) => {
  // A bug of ours: say so, and what would help to mend it.
  console.error(`drydock: this is a bug in drydock ${VERSION}, not in your input:`);
  console.error(error instanceof Error ? error.stack : error);
  process.exit(process.exitCode === EXIT_BAD_INPUT ? EXIT_BAD_INPUT : 1);
});
