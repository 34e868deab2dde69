import type { Axis } from '../../report/chart/line-chart.ts';
import { exactScale } from '../../report/chart/scale.ts';
import { short } from '../../report/numbers.ts';

/** Units of virtual time, what they are called on an axis, and steps that are round in them. */
const UNITS = [
  { ms: 1, name: 'ms', most: 2000, steps: [] },
  { ms: 1000, name: 'seconds', most: 180_000, steps: [1, 2, 5, 10, 15, 20, 30] },
  { ms: 60_000, name: 'minutes', most: 10_800_000, steps: [0.5, 1, 2, 5, 10, 15, 20, 30] },
  { ms: 3_600_000, name: 'hours', most: 259_200_000, steps: [0.5, 1, 2, 3, 6, 12] },
  { ms: 86_400_000, name: 'days', most: Number.POSITIVE_INFINITY, steps: [] },
] as const;

/** Virtual time of a run, from its beginning to its end, in the unit that fits its length. */
export function timeAxis(durationMs: number): Axis {
  const unit = UNITS.find(({ most }) => durationMs <= most) ?? UNITS[4];
  return {
    label: `virtual time (${unit.name})`,
    scale: exactScale(
      0,
      durationMs,
      unit.steps.map((step) => step * unit.ms),
    ),
    format: (ms) => short(ms / unit.ms),
  };
}
