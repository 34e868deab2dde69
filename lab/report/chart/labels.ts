/** Something that happened at a point of the x axis. */
export interface ChartMark {
  readonly at: number;
  readonly label: string;
}

/** A mark whose label has a place: a lane above the plot, 0 being the lowest. */
export interface PlacedLabel {
  readonly text: string;
  /** Pixels from the left edge of the picture. */
  readonly x: number;
  readonly anchor: 'start' | 'end';
  readonly lane: number;
}

/** Pixels that a character takes on average in the charts' type of 12 pixels. */
const CHARACTER = 6.6;
const MOST_CHARACTERS = 60;
const MOST_LANES = 6;

/** Pixels that a text takes, about. */
export function textWidth(text: string): number {
  return text.length * CHARACTER;
}

/**
 * Gives each label, the last first, the lowest lane where it overlaps no other and not the line of a mark that goes up
 * to a higher one. It stands to the right of its line, or to the left where it would leave the picture. A label for
 * which six lanes are not enough has none.
 */
export function placeLabels(
  marks: readonly { readonly x: number; readonly label: string }[],
  rightEdge: number,
): (PlacedLabel | undefined)[] {
  const lanes: [from: number, to: number][][] = [];
  const place = ({ x, label }: (typeof marks)[number]): PlacedLabel | undefined => {
    const text = label.length > MOST_CHARACTERS ? `${label.slice(0, MOST_CHARACTERS - 1)}…` : label;
    const width = textWidth(text) + 8;
    const anchor = x + width > rightEdge ? 'end' : 'start';
    const [from, to] = anchor === 'end' ? [x - width, x] : [x, x + width];
    const free = lanes.findIndex((taken) => taken.every(([start, end]) => to < start || from > end));
    const lane = free === -1 ? lanes.length : free;
    if (lane >= MOST_LANES) return undefined;
    for (let below = 0; below < lane; below += 1) lanes[below]?.push([x - 2, x + 2]);
    lanes[lane] = [...(lanes[lane] ?? []), [from, to]];
    return { text, x: anchor === 'end' ? x - 4 : x + 4, anchor, lane };
  };
  return marks.toReversed().map(place).toReversed();
}
