import type { Element, EntryPoint, RoutingSnapshot, SourcePosition } from '../../engine/decisions.ts';
import type { Preview } from '../preview/preview.ts';
import type { Place, ServerStory } from './story.ts';

/** What decisions can be explained of: a preview, or what a running proxy has in force. */
export type Explainable = Pick<Preview, 'static' | 'configurator' | 'pods'>;

/** What one decision is told from. */
export interface Scene extends Explainable {
  readonly entryPoint: EntryPoint;
  /** Its services were asked nothing yet. */
  readonly snapshot: RoutingSnapshot;
  /** How many requests, connections or sessions are followed; at least 1. */
  readonly count: number;
}

export function positionOf(element: Element | undefined): { readonly position?: Place } {
  return placed(element?.origin?.position(element.path));
}

/** A position as a story may tell it. */
export function placed(position: SourcePosition | undefined): { readonly position?: Place } {
  if (!position) return {};
  const { file, line, column } = position;
  return { position: { file, line, column } };
}

/** A server with the pod and the workload behind it. */
export function serverStory({ pods }: Explainable, address: string, pod: string | undefined): ServerStory {
  const planned = pod === undefined ? undefined : pods.get(pod);
  return {
    address,
    ...(pod !== undefined && { pod }),
    ...(planned && { workload: planned.workload }),
  };
}
