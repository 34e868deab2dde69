import { closest } from './suggestion.ts';

/** Kinds that traffic does not depend on, of those groups of Kubernetes in which a slip of the pen may be meant for one that it does. */
const KUBERNETES: Readonly<Record<string, readonly string[]>> = {
  '': [
    'Binding',
    'ComponentStatus',
    'Event',
    'LimitRange',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'ServiceAccount',
  ],
  apps: ['ControllerRevision'],
  autoscaling: ['HorizontalPodAutoscaler', 'Scale'],
  batch: ['CronJob', 'Job'],
  'discovery.k8s.io': [],
  'networking.k8s.io': ['IPAddress', 'NetworkPolicy', 'ServiceCIDR'],
  policy: ['Eviction', 'PodDisruptionBudget', 'PodSecurityPolicy'],
};

const TRAEFIK = ['traefik.io', 'traefik.containo.us'];

/**
 * True for an object that is none of this engine's business: another kind of Kubernetes, or one of a group that is
 * neither Traefik's nor looks as if it was meant to be. What Traefik's Hub reads is its own.
 */
export function isForeign(apiVersion: string, kind: string): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  const others = Object.hasOwn(KUBERNETES, group) ? KUBERNETES[group] : undefined;
  if (others) return others.includes(kind);
  if (!group.includes('.')) return false;
  return group.endsWith('.traefik.io') || closest(group, TRAEFIK) === undefined;
}
