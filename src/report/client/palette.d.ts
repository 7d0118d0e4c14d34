interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const COLOURS: Readonly<
  Record<
    'blue' | 'vermillion' | 'green' | 'purple' | 'orange' | 'sky' | 'violet' | 'rose' | 'umber' | 'navy' | 'plum' | 'fuchsia' | 'grey',
    Colour
  >
>;
export function darkened(text: string): string;
