/** Collects mistakes of options, which it names as their user wrote them: `--machine-cpu` of the command, `machineCpu` of a sweep file. */
export class OptionMistakes {
  constructor(
    readonly lines: string[],
    private readonly source: 'command' | 'file',
  ) {}

  /** `option`: in camel case. */
  named(option: string): string {
    return this.source === 'file' ? option : `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  }

  /** Adds `OPTION: message`, or with the value `OPTION VALUE: message`. */
  add(option: string, message: string, value?: string): void {
    this.lines.push(`${this.named(option)}${value === undefined ? '' : ` ${value}`}: ${message}`);
  }
}
