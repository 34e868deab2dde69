/** Values that cannot be run through. */
export class SweepError extends RangeError {
  override readonly name = 'SweepError';
  readonly code = 'sweep-invalid';
}

/** What values of a parameter may be. */
export interface ValueRule {
  /** Inclusive. */
  readonly least: number;
  readonly whole: boolean;
  /** What the parameter is, in words. */
  readonly what: string;
}

/** More would run for hours, and no chart could show them. */
const MOST_VALUES = 1000;

const RANGE = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/;

/**
 * `1..50`, `100..2000:100` (in steps of 100), `1,5,10`, and lists of both, in ascending order, each once.
 *
 * @throws SweepError for what is none of it, or values that the parameter cannot have
 */
export function parseValues(text: string, { least, whole, what }: ValueRule): number[] {
  const values = text.split(',').flatMap((part) => partValues(part.trim()));
  const sorted = [...new Set(values)].toSorted((one, other) => one - other);
  const wrong = sorted.find((value) => value < least || (whole && !Number.isInteger(value)));
  if (wrong !== undefined) {
    throw new SweepError(
      `${what} cannot be ${wrong}: give ${whole ? 'whole numbers' : 'numbers'} from ${least}`,
    );
  }
  if (sorted.length > MOST_VALUES) {
    throw new SweepError(
      `"${text}" are ${sorted.length} values; at most ${MOST_VALUES} can be run through: give a step, as 1..5000:10`,
    );
  }
  return sorted;
}

function partValues(part: string): number[] {
  if (/^\d+(?:\.\d+)?$/.test(part)) return [Number(part)];
  const range = RANGE.exec(part);
  if (!range) throw new SweepError(`"${part}" is no value: write 1..50, 100..2000:100 or 1,5,10`);
  const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
  if (to < from) throw new SweepError(`"${part}" goes downwards: write ${to}..${from}`);
  if (step === 0) throw new SweepError(`"${part}" has a step of 0: give one above 0`);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES) {
    throw new SweepError(
      `"${part}" are ${count} values; at most ${MOST_VALUES} can be run through: give a larger step, as ${from}..${to}:${Math.ceil((to - from) / 100)}`,
    );
  }
  // Sums of decimal fractions are not exact: 0.1 + 0.2 is meant to be 0.3.
  return Array.from({ length: count }, (_, index) => Number((from + index * step).toPrecision(12)));
}
