import { namespaceOf } from '../../../engine/index.ts';
import { warnOfResource } from '../finding.ts';
import { type CheckRule, type CheckSubject, type Controller, isRoute, type Route } from '../rule.ts';

const ANNOTATION = 'kubernetes.io/ingress.class';

/** Routes that no proxy takes, and those that several take. */
export const controllers: CheckRule = function* (subject) {
  for (const resource of subject.resources) {
    if (!isRoute(resource) || isLeftToOthers(subject, resource)) continue;
    const looking = subject.controllers.filter(({ preview }) => looksAt(preview.static, resource));
    if (looking.length === 0) continue;
    const takers = looking.filter(({ preview }) => preview.configurator.takes(resource, preview.resources));
    if (takers.length === 0) {
      yield warnOfResource(resource, placeOf(resource), {
        code: 'class-not-taken',
        message: `no controller takes it: ${described(resource)}`,
        advice: looking.map((controller) => wants(controller, resource)).join('; '),
      });
    } else if (takers.length > 1) {
      yield warnOfResource(resource, placeOf(resource), {
        code: 'taken-by-several',
        message: `${takers.map(({ name }) => name).join(' and ')} take it: each serves it on its own entry points`,
        advice: 'give it a class or labels that only one of them takes',
      });
    }
  }
};

type Static = Controller['preview']['static'];

function providerOf({ kubernetesCrd, kubernetesIngress }: Static, { kind }: Route) {
  return kind === 'Ingress' ? kubernetesIngress : kubernetesCrd;
}

function looksAt(options: Static, resource: Route): boolean {
  return providerOf(options, resource) !== undefined;
}

/** An Ingress whose class is another controller's, or somewhere else. */
function isLeftToOthers({ resources, partial }: CheckSubject, resource: Route): boolean {
  const named = resource.kind === 'Ingress' ? resource.spec?.ingressClassName : undefined;
  if (named === undefined) return false;
  const found = resources.find(({ kind, metadata }) => kind === 'IngressClass' && metadata.name === named);
  if (found?.kind !== 'IngressClass') return partial;
  return found.spec?.controller !== 'traefik.io/ingress-controller';
}

function classOf({ spec, metadata }: Route): string | undefined {
  const written = spec && 'ingressClassName' in spec ? spec.ingressClassName : undefined;
  return written ?? metadata.annotations[ANNOTATION];
}

/** Where it says whom it is for; its name if it does not. */
function placeOf(resource: Route): readonly string[] {
  const { spec, metadata } = resource;
  if (spec && 'ingressClassName' in spec && spec.ingressClassName !== undefined) {
    return ['spec', 'ingressClassName'];
  }
  if (metadata.annotations[ANNOTATION] !== undefined) return ['metadata', 'annotations', ANNOTATION];
  return ['metadata', Object.keys(metadata.labels).length > 0 ? 'labels' : 'name'];
}

function described(resource: Route): string {
  const labels = Object.entries(resource.metadata.labels).map(([name, value]) => `${name}=${value}`);
  const itsClass = classOf(resource);
  return [
    itsClass === undefined ? 'it has no class' : `its class is \`${itsClass}\``,
    ...(labels.length === 0 ? [] : [`its labels are \`${labels.join(',')}\``]),
    `its namespace is \`${namespaceOf(resource)}\``,
  ].join(', ');
}

/** What a controller takes. */
function wants({ name, preview }: Controller, resource: Route): string {
  const {
    ingressClass = '',
    labelSelector = '',
    namespaces = [],
  } = providerOf(preview.static, resource) ?? {};
  const wanted = [
    ingressClass === '' ? 'no class or `traefik`' : `the class \`${ingressClass}\``,
    ...(labelSelector === '' ? [] : [`labels \`${labelSelector}\``]),
    ...(namespaces.length === 0 ? [] : [`the namespaces ${namespaces.join(', ')}`]),
  ];
  return `${name} takes ${wanted.join(' and ')}`;
}
