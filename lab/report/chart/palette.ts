/**
 * Colours that are told apart by the colour-blind and on dark and light ground (Okabe and Ito, "Color Universal
 * Design", without black and yellow).
 */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#888888'] as const;

/** Strokes of lines; those of one colour differ in their dashes. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3'] as const;

/** How the line of a series is drawn: as many differ as there are colours and dashes. */
export function strokeOf(index: number): { readonly colour: string; readonly dash: string } {
  return {
    colour: COLOURS[index % COLOURS.length] ?? COLOURS[0],
    dash: DASHES[Math.floor(index / COLOURS.length) % DASHES.length] ?? '',
  };
}
