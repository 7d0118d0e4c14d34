import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { adviceCsv } from './csv.js';
import { adviceJson } from './json.js';
import { advicePage } from './page.js';
import type { AdviceResult } from './result.js';

/** Writes the files of advice other than the rows of its runs. */
export function writeAdvice(result: AdviceResult, directory: RunDirectory): void {
  directory.file('advice.csv', adviceCsv(result));
  directory.file('summary.json', adviceJson(result));
  directory.file('report.html', advicePage(result, pageParts(result.identity.command)));
}
