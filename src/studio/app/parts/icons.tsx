/** Outlines of 20 by 20, drawn in the colour of the text around them. */
const PATHS = {
  undo: 'M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-1',
  redo: 'm12 5 4 4-4 4m4-4H8a4 4 0 0 0 0 8h1',
  reset: 'M4 10a6 6 0 1 0 2-4.5L4 7m0-4v4h4',
  download: 'M10 3v9m-4-4 4 4 4-4M4 16h12',
  link: 'M8.5 11.5a3 3 0 0 0 4.2 0l2.5-2.5a3 3 0 0 0-4.2-4.2L10 5.8m1.5 2.7a3 3 0 0 0-4.2 0L4.8 11a3 3 0 0 0 4.2 4.2l1-1',
  command: 'm4 6 4 4-4 4m6 1h6',
  library: 'M4 4h3v12H4zM9 4h3v12H9zm5.2.4 2.9-.6 2 11.7-2.9.6z',
  open: 'M3 6V4h5l2 2h7v10H3z',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 2v2m0 12v2M2 10h2m12 0h2M4.3 4.3l1.5 1.5m8.4 8.4 1.5 1.5m0-11.4-1.5 1.5m-8.4 8.4-1.5 1.5',
  moon: 'M16 12.5A6.5 6.5 0 0 1 7.5 4a6.5 6.5 0 1 0 8.5 8.5',
  pin: 'M12 3 17 8l-3 1-3.5 3.5L10 16 4 10l3.500-.5L11 6zM7 13l-4 4',
  dice: 'M4 4h12v12H4zM7.5 7.5h.01M12.500 12.500h.01M12.500 7.500h.01M7.500 12.500h.01',
  close: 'm5 5 10 10M15 5 5 15',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
