export class View {
  constructor(endMs: number);
  endMs: number;
  fromMs: number;
  toMs: number;
  readonly isWhole: boolean;
  readonly listeners: (() => void)[];
  show(fromMs: number, toMs: number): void;
  whole(): void;
  zoom(factor: number, aroundMs?: number): void;
  move(share: number): void;
}

export function timeText(ms: number): string;
