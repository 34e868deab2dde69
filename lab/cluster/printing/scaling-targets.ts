import type { KubeObject } from '../objects/object.ts';
import { NONE } from './cells.ts';
import { at, listAt, textAt } from './fields.ts';

/** Metrics of an autoscaler that kubectl shows. */
const MOST_SHOWN = 2;

/** `cpu: 40%/80%, memory: <unknown>/500Mi`: what an autoscaler measures, and what it aims at. */
export function scalingTargets(scaler: KubeObject): string {
  const metrics = listAt(scaler, 'spec', 'metrics');
  if (metrics.length === 0) return NONE;
  const current = listAt(scaler, 'status', 'currentMetrics');
  const shown = metrics.slice(0, MOST_SHOWN).map((metric, index) => formatMetric(metric, current[index]));
  const more = metrics.length - MOST_SHOWN;
  return more > 0 ? `${shown.join(', ')} + ${more} more...` : shown.join(', ');
}

function formatMetric(metric: unknown, measured: unknown): string {
  const type = textAt(metric, 'type');
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const target = at(metric, field, 'target');
  const current = at(measured, field, 'current');
  const ofResource = field === 'resource' || field === 'containerResource';
  const prefix = ofResource ? `${textAt(metric, field, 'name')}: ` : '';
  if (ofResource && textAt(target, 'averageValue') === '') {
    const measuredShare = textAt(current, 'averageUtilization');
    const share = textAt(target, 'averageUtilization');
    return `${prefix}${measuredShare === '' ? '<unknown>' : `${measuredShare}%`}/${share === '' ? '<auto>' : `${share}%`}`;
  }
  const kind = textAt(target, 'averageValue') === '' ? 'value' : 'averageValue';
  const note = kind === 'averageValue' && (field === 'object' || field === 'external') ? ' (avg)' : '';
  return `${prefix}${textAt(current, kind) || '<unknown>'}/${textAt(target, kind)}${note}`;
}
