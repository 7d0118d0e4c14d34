import type { LocatedProblem } from '../../scenario/text/sources.js';
import { t } from '../messages/t.js';

/** The file of the editor, in the places of mistakes. */
export const OWN_FILE = 'scenario.yaml';

export function messageOf({ path, message }: LocatedProblem): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** Where a mistake stands; empty for one without a place. */
export function placeOf({ file, line }: LocatedProblem): string {
  return [file === OWN_FILE ? '' : file, line > 0 ? t('editor.line', { line }) : ''].filter((part) => part !== '').join(', ');
}

export function placedText(problem: LocatedProblem): string {
  return `${placeOf(problem)} ${messageOf(problem)}`.trimStart();
}
