import type { Change } from '../plan.ts';

/** A change as people say it, for charts and tables. */
export function changeLabel(change: Change): string {
  switch (change.kind) {
    case 'weight':
      return `weight of ${change.of}: ${change.weight}`;
    case 'mirror':
      return `${change.of} mirrors ${change.percent} %`;
    case 'apply':
      return `${change.file ?? 'a manifest'} is applied`;
    case 'scale':
      return `${change.workload} is scaled to ${change.replicas}`;
    case 'pod-dies':
      return `a pod of ${change.workload} dies`;
    case 'rollout':
      return `${change.workload} is rolled out`;
    case 'slow':
      return change.factor === 1
        ? `${change.workload} takes as long as usual`
        : `${change.workload} takes ${decimal(change.factor)} times as long`;
    case 'refuse':
      return `${change.workload} ${change.refuses ? 'refuses connections' : 'accepts connections again'}`;
    case 'errors':
      return `${change.workload}: ${decimal(change.errorRate * 100)} % errors`;
  }
}

function decimal(value: number): string {
  return String(Number(value.toPrecision(6)));
}
