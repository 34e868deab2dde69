import type { Axis } from '../../report/chart/line-chart.ts';
import { linearScale, logScale } from '../../report/chart/scale.ts';
import { short } from '../../report/numbers.ts';

/** What takes less was answered by a proxy alone, in no time; a logarithmic axis does not begin there. */
const LEAST_MS = 0.1;
/** If latencies differ by this factor, their axis is logarithmic. */
const WIDE = 30;

/** An axis of milliseconds. */
export function latencyAxis(values: readonly number[]): Axis {
  const measured = values.filter((ms) => ms >= LEAST_MS);
  const lowest = measured.reduce((low, ms) => Math.min(low, ms), Number.POSITIVE_INFINITY);
  const isWide = measured.some((ms) => ms > lowest * WIDE);
  return {
    label: isWide ? 'ms (logarithmic)' : 'ms',
    scale: isWide ? logScale(measured) : linearScale(values),
    format: short,
  };
}
