import { withShortWords } from '../../kernel/short-words.js';
import { type Document, type PlacedProblem, readDocument } from './document.js';
import { formatPath } from './item-names.js';
import type { Path, Problem, WarningCode } from './problem.js';
import { isPrefix } from './valid-parts.js';

/** A mistake in a row of a table with named columns; row 0 stands for the whole table. */
export interface RowProblem {
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
}

/** A problem with its place for the user. Line 0 stands for the command line, quoted in `file`, or for a whole file. */
export interface LocatedProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted, with list items by name; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly reason?: string | undefined;
}

/**
 * `file:line:column path: message`, which editors and terminals turn into a link. In a table the name of the column replaces the path. Words of
 * the command line may have spaces, so the path stands behind a colon, and only where they do not have it.
 */
export function formatProblem({ file, line, column, path, message }: LocatedProblem): string {
  const place = [file, line, column].filter((part) => part !== 0).join(':');
  const isOption = line === 0 && file.startsWith('--');
  const isNamed = path === '' || (isOption && (file.includes(` ${path}=`) || file.startsWith(`--${path} `)));
  return `${place}${isNamed ? '' : `${isOption ? ':' : ''} ${withShortWords(path)}`}: ${withShortWords(message)}`;
}

type Level = 'error' | 'warning';

/** Collects problems, each with the place where its part of the scenario was written: a file, or the command line. */
export class Sources {
  readonly root: unknown;
  private readonly main: Document;
  private readonly mounts: { readonly path: Path; readonly document: Document }[] = [];
  private readonly assignments: { readonly path: Path; readonly from: string | Path }[] = [];
  private readonly found: { readonly level: Level; readonly problem: LocatedProblem; readonly code?: WarningCode | undefined }[] = [];
  private readonly known = new Set<string>();

  constructor(file: string, text: string, isMade = false) {
    this.main = readDocument(text, file, isMade);
    this.root = this.main.value;
    this.addPlaced(this.main);
  }

  get hasErrors(): boolean {
    return this.found.some(({ level }) => level === 'error');
  }

  errors(): LocatedProblem[] {
    return this.sorted('error');
  }

  warnings(): LocatedProblem[] {
    return this.sorted('warning');
  }

  /** Of the warnings those with a code. */
  warningsWith(code: WarningCode): LocatedProblem[] {
    const coded = this.found.filter((entry) => entry.code === code).map(({ problem }) => problem);
    return this.warnings().filter((problem) => coded.includes(problem));
  }

  /** Reads a file for the part at `path`; undefined if it has problems, which are then reported. */
  mount(path: Path, file: string, text: string): unknown {
    const document = readDocument(text, file);
    this.mounts.push({ path, document });
    this.addPlaced(document);
    return document.value;
  }

  isMounted(path: Path): boolean {
    return this.mounts.some((mount) => isPrefix(mount.path, path) && isPrefix(path, mount.path));
  }

  /** Notes where the value at a path comes from: an option of the command line, or another place of the main file. */
  assigned(path: Path, from: string | Path): void {
    this.assignments.push({ path, from });
  }

  addFrom(from: string | Path, message: string): void {
    if (typeof from !== 'string') return this.addAll([{ path: from, message }]);
    this.push('error', { file: from, line: 0, column: 0, path: '', message });
  }

  addAll(problems: readonly Problem[]): void {
    for (const { path, level = 'error', code, ...words } of problems)
      this.push(level, { ...this.locate(path), path: formatPath(this.root, path), ...words }, code);
  }

  /** Adds mistakes in the rows of a table that the scenario names. */
  addOfTable(file: string, { problems, count }: { readonly problems: readonly RowProblem[]; readonly count: number }): void {
    for (const { row, column, message } of problems) this.push('error', { file, line: row, column: 0, path: column ?? '', message });
    const more = count - problems.length;
    if (more > 0) this.push('error', { file, line: problems.at(-1)!.row, column: 0, path: '', message: `and ${more} more mistakes` });
  }

  private locate(path: Path): Pick<LocatedProblem, 'file' | 'line' | 'column'> {
    const assignment = this.assignments.findLast((candidate) => isPrefix(candidate.path, path));
    if (assignment !== undefined) {
      const { from } = assignment;
      if (typeof from === 'string') return { file: from, line: 0, column: 0 };
      return { file: this.main.file, ...this.main.locate([...from, ...path.slice(assignment.path.length)]) };
    }
    const mount = this.mounts.find((candidate) => isPrefix(candidate.path, path));
    if (mount === undefined) return { file: this.main.file, ...this.main.locate(path) };
    return { file: mount.document.file, ...mount.document.locate(path.slice(mount.path.length)) };
  }

  private addPlaced({ file, problems }: Document): void {
    for (const { line, column, path, message } of problems as readonly PlacedProblem[])
      this.push('error', { file, line, column, path: path.join('.'), message });
  }

  private push(level: Level, problem: LocatedProblem, code?: WarningCode): void {
    const { file, line, path, message } = problem;
    const key = JSON.stringify([file, line, path, message]);
    if (!this.known.has(key)) this.found.push({ level, problem, code });
    this.known.add(key);
  }

  /** Sorted by file and place, so that a user can work through a file from its top. */
  private sorted(level: Level): LocatedProblem[] {
    const problems = this.found.flatMap((entry) => (entry.level === level ? [entry.problem] : []));
    const files = [...new Set(problems.map(({ file }) => file))];
    return problems.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column);
  }
}
