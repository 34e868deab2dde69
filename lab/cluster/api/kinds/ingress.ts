import { isIP } from 'node:net';
import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, IMMUTABLE, invalidEach, oneOf } from '../causes.ts';
import { dns1035Label, dnsSubdomain, portName, portNumber, wildcardSubdomain } from '../name-rules.ts';
import { type KindRules, specOf } from './kind-rules.ts';

interface IngressSpec {
  ingressClassName?: string;
  defaultBackend?: Backend;
  tls?: { hosts?: string[]; secretName?: string }[];
  rules?: { host?: string; http?: { paths?: Path[] } }[];
}

interface Path {
  path?: string;
  pathType?: string;
  backend?: Backend;
}

interface Backend {
  service?: { name?: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind?: string; name?: string };
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
/** Sequences that would make it unclear what a path leads to. */
const UNCLEAR = ['//', '/./', '/../', '%2f', '%2F'];
const UNCLEAR_ENDS = ['/..', '/.'];

export const ingress: KindRules = {
  begin: (draft) => {
    draft['status'] = { loadBalancer: {} };
    if (draft['spec'] === undefined) draft['spec'] = {};
  },
  validate: (object) => ingressProblems(specOf<IngressSpec>(object)),
  validateNew: newIngressProblems,
  warnings: ({ metadata }) =>
    metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`],
};

function newIngressProblems(object: KubeObject): StatusCause[] {
  const annotated = object.metadata.annotations?.[CLASS_ANNOTATION];
  const { ingressClassName } = specOf<IngressSpec>(object);
  return annotated !== undefined && annotated !== '' && ingressClassName !== undefined
    ? [
        cause.invalid(
          `annotations.${CLASS_ANNOTATION}`,
          annotated,
          'can not be set when the class field is also set',
        ),
      ]
    : [];
}

export const ingressClass: KindRules = {
  validate: (object) => {
    const { controller = '' } = specOf<{ controller?: string }>(object);
    return controllerProblems(controller, 'spec.controller');
  },
  validateChange: (object, before) => {
    const { controller } = specOf<{ controller?: string }>(object);
    return controller === specOf<{ controller?: string }>(before).controller
      ? []
      : [cause.invalid('spec.controller', controller ?? '', IMMUTABLE)];
  },
};

function ingressProblems(spec: IngressSpec): StatusCause[] {
  const { rules = [], tls = [], defaultBackend, ingressClassName } = spec;
  return [
    ...(rules.length === 0 && !defaultBackend
      ? [cause.invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(defaultBackend ? backendProblems(defaultBackend, 'spec.defaultBackend') : []),
    ...tls.flatMap(({ hosts = [] }, index) =>
      hosts.flatMap((host, place) => invalidEach(`spec.tls[${index}].hosts[${place}]`, host, hostRule(host))),
    ),
    ...rules.flatMap(({ host = '', http }, index) => [
      ...hostProblems(host, `spec.rules[${index}].host`),
      ...(http ? pathsProblems(http.paths ?? [], `spec.rules[${index}].http.paths`) : []),
    ]),
    ...(ingressClassName === undefined
      ? []
      : invalidEach('spec.ingressClassName', ingressClassName, dnsSubdomain(ingressClassName))),
  ];
}

function hostRule(host: string): string[] {
  return host.includes('*') ? wildcardSubdomain(host) : dnsSubdomain(host);
}

function hostProblems(host: string, field: string): StatusCause[] {
  if (host === '') return [];
  return [
    ...(isIP(host) === 0 ? [] : [cause.invalid(field, host, 'must be a DNS name, not an IP address')]),
    ...invalidEach(field, host, hostRule(host)),
  ];
}

function pathsProblems(paths: readonly Path[], field: string): StatusCause[] {
  if (paths.length === 0) return [cause.required(field)];
  return paths.flatMap((path, index) => pathProblems(path, `${field}[${index}]`));
}

function pathProblems({ path = '', pathType, backend = {} }: Path, field: string): StatusCause[] {
  const problems: StatusCause[] = [];
  if (pathType === undefined) {
    problems.push(cause.required(`${field}.pathType`, 'pathType must be specified'));
  } else {
    problems.push(...oneOf(`${field}.pathType`, pathType, PATH_TYPES));
    if (PATH_TYPES.includes(pathType) && !(pathType === 'ImplementationSpecific' && path === '')) {
      problems.push(...textProblems(path, pathType, `${field}.path`));
    }
  }
  return [...problems, ...backendProblems(backend, `${field}.backend`)];
}

function textProblems(path: string, pathType: string, field: string): StatusCause[] {
  if (!path.startsWith('/')) return [cause.invalid(field, path, 'must be an absolute path')];
  if (pathType === 'ImplementationSpecific') return [];
  return [
    ...UNCLEAR.filter((part) => path.includes(part)).map((part) =>
      cause.invalid(field, path, `must not contain '${part}'`),
    ),
    ...UNCLEAR_ENDS.filter((end) => path.endsWith(end)).map((end) =>
      cause.invalid(field, path, `cannot end with '${end}'`),
    ),
  ];
}

function backendProblems({ service, resource }: Backend, field: string): StatusCause[] {
  if (service && resource) return [cause.invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) {
    return [
      ...(resource.kind ? [] : [cause.required(`${field}.resource.kind`)]),
      ...(resource.name ? [] : [cause.required(`${field}.resource.name`)]),
    ];
  }
  if (!service) return [cause.invalid(field, '', 'resource or service backend is required')];
  const { name = '', port = {} } = service;
  return [
    ...(name === ''
      ? [cause.required(`${field}.service.name`)]
      : invalidEach(`${field}.service.name`, name, dns1035Label(name))),
    ...backendPortProblems(port, field),
  ];
}

function backendPortProblems(
  { name = '', number = 0 }: { name?: string; number?: number },
  field: string,
): StatusCause[] {
  if (name !== '' && number !== 0)
    return [cause.invalid(field, '', 'cannot set both port name & port number')];
  if (name !== '') return invalidEach(`${field}.service.port.name`, name, portName(name));
  if (number !== 0) return invalidEach(`${field}.service.port.number`, number, portNumber(number));
  return [cause.required(field, 'port name or number is required')];
}

/** A domain and a path: `traefik.io/ingress-controller`. */
function controllerProblems(controller: string, field: string): StatusCause[] {
  if (controller === '') return [cause.required(field)];
  const [, host, path] = /^([^/]+)\/(.+)$/s.exec(controller) ?? [];
  if (host === undefined || path === undefined) {
    return [cause.invalid(field, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const problems = invalidEach(field, host, dnsSubdomain(host));
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) {
    problems.push(
      cause.invalid(
        field,
        path,
        "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
      ),
    );
  }
  return problems;
}
