import { namespaceOf, type ResourceOf } from '../../../engine/core.ts';
import { warnOfResource } from '../finding.ts';
import { type CheckRule, type CheckSubject, type Controller, isRoute, type Route } from '../rule.ts';

/** What the IngressClasses of Traefik say. */
const CONTROLLER = 'traefik.io/ingress-controller';

const ANNOTATION = 'kubernetes.io/ingress.class';

/** Routes that no proxy takes, and those that several take. */
export const controllers: CheckRule = function* (subject) {
  for (const resource of subject.resources) {
    if (!isRoute(resource)) continue;
    const named = ingressClassOf(resource);
    const found = named === undefined ? undefined : classNamed(subject, named);
    // What names a class of another controller is left to that.
    if (found && found.spec?.controller !== CONTROLLER) continue;
    const looking = subject.controllers.filter(({ preview }) => looksAt(preview.static, resource));
    if (looking.length === 0) continue;
    if (named !== undefined && !found) {
      yield warnOfResource(resource, ['spec', 'ingressClassName'], {
        code: 'ingress-class-not-found',
        message: `there is no IngressClass \`${named}\`: Traefik does not take it`,
        advice: `apply the IngressClass, with controller: ${CONTROLLER} if Traefik is to take it`,
      });
      continue;
    }
    const takers = looking.filter(({ preview }) => preview.configurator.takes(resource, preview.resources));
    if (takers.length === 0) {
      yield warnOfResource(resource, placeOf(resource), {
        code: 'class-not-taken',
        message: `no controller takes it: ${described(resource)}`,
        advice: `${looking.map((controller) => wants(controller, resource)).join('; ')}; name other proxies with --controller`,
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

/** The IngressClass that an Ingress names. */
function ingressClassOf(resource: Route): string | undefined {
  return resource.kind === 'Ingress' ? resource.spec?.ingressClassName : undefined;
}

function classNamed({ resources }: CheckSubject, name: string): ResourceOf<'IngressClass'> | undefined {
  for (const resource of resources) {
    if (resource.kind === 'IngressClass' && resource.metadata.name === name) return resource;
  }
  return undefined;
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
