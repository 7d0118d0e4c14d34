import { terminalLook } from '../../../cli/terminal.js';
import { failedText } from '../../../record/expect/expectation.js';
import { type FinishedRun, summaryRow } from '../../../report/summary.js';
import { leftOutLines, verdictLines } from '../../../report/terminal.js';
import { EXIT_FAILED } from '../../../run/failure.js';
import type { ThroughIncidents } from '../incident/effects.js';
import { throughText } from '../incident/texts.js';
import type { ComparedInput } from '../inputs/compared-inputs.js';
import type { ReplicatedRuns } from '../run.js';
import { leftOutHeading, leftOutTexts } from '../texts/merged-texts.js';
import { uncertaintyText } from '../uncertain/terminal.js';
import { comparisonJson, firstOf } from '../write.js';
import { pullRequestText } from './markdown.js';
import { answerText, decidingNote, replicationsText } from './replications.js';
import { comparisonText } from './terminal.js';

interface PrintRequest {
  readonly json: boolean;
  readonly format: 'text' | 'markdown';
  /** The command that repeats the comparison. */
  readonly command: string;
}

interface Printed {
  readonly replicated: ReplicatedRuns | undefined;
  readonly inputs: readonly ComparedInput[];
  readonly page: string;
  readonly incidents: ThroughIncidents | null;
}

/** Returns the output of the command. */
export function printedText(
  runs: readonly FinishedRun[],
  { json, format, command }: PrintRequest,
  { replicated, inputs, page, incidents }: Printed,
): string {
  if (json) return comparisonJson(runs.map(summaryRow), { replicated, incidents });
  if (format === 'markdown') {
    // Variants are of the first, and have nothing imported of their own.
    const imported = inputs.map(({ path, findings }, i) => ({ name: runs[i].identity.name, path, findings }));
    // For pipelines. Expectations of the first scenario do not count: it is the state before the change.
    if (runs.slice(1).some(({ verdicts }) => failedText(verdicts) !== null)) process.exitCode = EXIT_FAILED;
    const { comparison = null, uncertain = null } = replicated ?? {};
    return pullRequestText({ runs, replicated: comparison, uncertainty: uncertain?.uncertainty ?? null, imported, incidents, command });
  }
  const text =
    replicated === undefined
      ? comparisonText(runs, terminalLook())
      : replicationsText(replicated.comparison, terminalLook(), unmetText(runs, replicated.comparison.choice.chosen));
  const leftOut = leftOutLines(leftOutTexts(runs), terminalLook().width, leftOutHeading(replicated?.comparison ?? null)).map(
    (line) => `${line}\n`,
  );
  return `${text}\n${uncertainText(replicated)}${throughTextOf(incidents)}${expectedText(runs, replicated)}${leftOut.join('')}Page: ${page}\n`;
}

/** The expectations that the chosen scenario does not meet; they have no part in the choice. */
function unmetText(runs: readonly FinishedRun[], chosen: number | null): string {
  const failed = chosen === null ? null : failedText(runs[chosen]!.verdicts);
  return failed === null ? '' : `But in its first run ${failed}. The choice does not look at expectations.`;
}

/** Each expectation of each scenario; of replications, that of the first. */
function expectedText(runs: readonly FinishedRun[], replicated: ReplicatedRuns | undefined): string {
  const when = replicated === undefined ? '' : ', in the first replication';
  const lines = runs.flatMap(({ identity: { name }, verdicts }) => verdictLines(verdicts, terminalLook(), `Expected of ${name}${when}`));
  return lines.map((line) => `${line}\n`).join('');
}

function throughTextOf(incidents: ThroughIncidents | null): string {
  return incidents === null ? '' : `${throughText(incidents, terminalLook())}\n`;
}

export function briefText(
  replicated: ReplicatedRuns,
  { json }: Pick<PrintRequest, 'json'>,
  { page, incidents }: Pick<Printed, 'page' | 'incidents'>,
): string {
  if (json) return comparisonJson(firstOf(replicated), { replicated, incidents });
  const { comparison } = replicated;
  return `${answerText(comparison, terminalLook())}\n\n${decidingNote(comparison, terminalLook())}\n\n${uncertainText(replicated)}${throughTextOf(incidents)}Page: ${page}\n`;
}

function uncertainText(replicated: ReplicatedRuns | undefined): string {
  const { uncertain = null } = replicated ?? {};
  return uncertain === null ? '' : `${uncertaintyText(uncertain.uncertainty, terminalLook())}\n\n`;
}
