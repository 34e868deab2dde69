import type { Json, KubeObject } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { type Draft, draftOf, isRecord } from './json.ts';

/**
 * HorizontalPodAutoscaler in `autoscaling/v1`, which knows no metric but the CPU, and in which `kubectl autoscale` asks up to
 * 1.33. It is kept in `autoscaling/v2`; what v1 has no field for is in annotations there, as in a cluster (Kubernetes:
 * pkg/apis/autoscaling/v1, conversion).
 */

const KEPT_IN = 'v2';
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

export function isOldAutoscaler({ group, version, plural }: ResourceType): boolean {
  return group === 'autoscaling' && version === 'v1' && plural === 'horizontalpodautoscalers';
}

/** The kind as it is kept. */
export function keptAutoscaler(type: ResourceType): ResourceType {
  return { ...type, version: KEPT_IN };
}

/** An object in v2, in v1. */
export function toOldAutoscaler(type: ResourceType, object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = recordOf(object['spec']);
  const { currentMetrics, conditions: _, ...status } = recordOf(object['status']);
  const cpu = listOf(metrics).find(isCpu);
  const others = listOf(metrics).filter((metric) => metric !== cpu);
  const measured = utilizationOf(listOf(currentMetrics).find(isCpu), 'current');
  const annotations = {
    ...object.metadata.annotations,
    ...(others.length === 0 ? {} : { [METRICS]: JSON.stringify(others) }),
    ...(behavior === undefined ? {} : { [BEHAVIOR]: JSON.stringify(behavior) }),
  };
  return {
    ...object,
    apiVersion: apiVersionOf(type),
    metadata: { ...object.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: { ...spec, ...named('targetCPUUtilizationPercentage', utilizationOf(cpu, 'target')) },
    ...(object['status'] === undefined
      ? {}
      : { status: { ...status, ...named('currentCPUUtilizationPercentage', measured) } }),
  };
}

/** A draft in v1, in v2. */
export function fromOldAutoscaler(type: ResourceType, draft: KubeObject): Draft {
  const { targetCPUUtilizationPercentage: share, ...spec } = recordOf(draft['spec']);
  const { currentCPUUtilizationPercentage: _, ...status } = recordOf(draft['status']);
  const { [METRICS]: more, [BEHAVIOR]: behavior, ...annotations } = draft.metadata.annotations ?? {};
  const others = listOf(parsed(more));
  const target = { type: 'Utilization', averageUtilization: share };
  const metrics = [
    ...others,
    ...(share === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }]),
  ];
  const { annotations: _written, ...metadata } = draft.metadata;
  return draftOf({
    ...draft,
    apiVersion: apiVersionOf(keptAutoscaler(type)),
    metadata: { ...metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...named('behavior', parsed(behavior)),
    },
    ...(draft['status'] === undefined ? {} : { status }),
  });
}

function isCpu(metric: Json): boolean {
  return metric['type'] === 'Resource' && recordOf(metric['resource'])['name'] === 'cpu';
}

/** Per cent. */
function utilizationOf(metric: Json | undefined, side: 'current' | 'target'): unknown {
  return recordOf(recordOf(metric?.['resource'])[side])['averageUtilization'];
}

function named(field: string, value: unknown): Json {
  return value === undefined ? {} : { [field]: value };
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What somebody has written into an annotation may be anything. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
