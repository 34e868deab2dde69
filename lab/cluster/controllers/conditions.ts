import { jsonListIn } from '../objects/json.ts';
import type { Json } from '../objects/object.ts';

/** A condition as its controller finds it. */
export interface Finding {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

/**
 * Conditions with the time since when each holds, which they keep as long as nothing changes (Kubernetes: API
 * conventions, "Typical status properties"). `before`: the status so far. `extra`: a further field of each condition,
 * `lastUpdateTime` of Deployments or `lastProbeTime` of pods.
 */
export function conditionsSince(
  before: Json,
  findings: readonly Finding[],
  now: string,
  extra: 'lastUpdateTime' | 'lastProbeTime' | undefined = undefined,
): Json[] {
  const known = new Map(jsonListIn(before, 'conditions').map((condition) => [condition['type'], condition]));
  return findings.map((finding) => {
    const last = known.get(finding.type);
    const isSame =
      last?.['status'] === finding.status &&
      last['reason'] === finding.reason &&
      last['message'] === finding.message;
    if (isSame && last) return last;
    return {
      ...finding,
      ...(extra === undefined ? {} : { [extra]: extra === 'lastProbeTime' ? null : now }),
      lastTransitionTime: last?.['status'] === finding.status ? last['lastTransitionTime'] : now,
    };
  });
}
