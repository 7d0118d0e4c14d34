/** A scenario as the page holds it: its text, and the text of each file that it names. */
export interface Source {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  /** Places all tasks, as `--policy` does; absent: as in the scenario. */
  readonly algorithm?: OwnAlgorithm | undefined;
}

/** A module of the user that makes a placement algorithm. */
export interface OwnAlgorithm {
  readonly file: string;
  /** As a function body that has `exports` and `require`. */
  readonly code: string;
}
