import type { Axis } from '../../report/chart/line-chart.ts';
import { exactScale, logScale } from '../../report/chart/scale.ts';
import { short } from '../../report/numbers.ts';

/** If the largest value is more than so many times the smallest, the axis is logarithmic. */
const WIDE = 50;

/** Values of a parameter, ascending. */
export function valuesAxis(label: string, values: readonly number[]): Axis {
  const [first = 0, last = first] = [values[0], values.at(-1)];
  const isWide = first > 0 && last / first > WIDE;
  return {
    label: isWide ? `${label} (logarithmic)` : label,
    scale: isWide ? logScale(values) : exactScale(first, last),
    format: short,
  };
}
