import { type Diagnostic, namespaceOf, type ResourceOf, referenceOf } from '../../engine/core.ts';
import { declaredPorts } from './declared-ports.ts';
import { podIndex, podsOfService } from './endpoint-controller.ts';
import { LabelIndex } from './label-index.ts';
import type { PodRecord } from './pod-record.ts';
import type { Labels } from './selector.ts';
import { keyOf, type Store } from './store.ts';
import { findTargetPort, type ServicePort } from './target-port.ts';
import { isWorkload } from './workload.ts';

type Service = ResourceOf<'Service'>;
type ContainerPort = ResourceOf<'Pod'>['spec']['containers'][number]['ports'][number];

/** What pods a Service could have, from a pod or from the template of a Deployment and the like. */
interface PodShape {
  readonly labels: Labels;
  readonly ports: readonly ContainerPort[];
}

/** What a Service's selector is held against. */
interface Candidates {
  readonly pods: LabelIndex<PodRecord>;
  readonly templates: LabelIndex<PodShape & { readonly namespace: string }>;
}

/** What the controllers find wrong with the objects in force. `planned`: see `ClusterOptions`. */
export function controllerFindings(store: Store, pods: readonly PodRecord[], planned = false): Diagnostic[] {
  const alive = pods.filter(({ terminating }) => !terminating);
  const candidates = { pods: podIndex(alive), templates: templateIndex(store) };
  return [
    ...podFindings(store, alive),
    ...store.services.flatMap((service) => serviceFindings(service, candidates, planned)),
  ];
}

/** One finding per workload and reason, however many of its pods failed. */
function podFindings(store: Store, pods: readonly PodRecord[]): Diagnostic[] {
  const findings = new Map<string, Diagnostic>();
  const writers = new Map(
    [...store.workloads, ...store.pods].map((resource) => [keyOf(referenceOf(resource)), resource]),
  );
  for (const { owner = '', failure, resource: pod } of pods) {
    const writer = writers.get(owner);
    if (!writer || failure === undefined) continue;
    const isTemplate = isWorkload(writer);
    const { containers } = isTemplate ? writer.spec.template.spec : writer.spec;
    const named = containers.findIndex(({ image }) => image !== undefined && failure.includes(image));
    const path = [
      'spec',
      ...(isTemplate ? ['template', 'spec'] : []),
      'containers',
      Math.max(0, named),
      'image',
    ];
    findings.set(`${owner} ${failure}`, {
      severity: 'error',
      code: 'pod-cannot-start',
      message: failure,
      resource: referenceOf(isTemplate ? writer : pod),
      position: writer.origin.position(path),
    });
  }
  return [...findings.values()];
}

function serviceFindings(service: Service, { pods, templates }: Candidates, planned: boolean): Diagnostic[] {
  const { selector = {}, type, ports } = service.spec;
  if (type === 'ExternalName' || Object.keys(selector).length === 0) return [];
  const namespace = namespaceOf(service);
  const selected = podsOfService(service, pods);
  const shapes =
    selected.length > 0
      ? selected.map(({ resource }) => shapeOf(resource.metadata.labels, resource.spec))
      : // A Deployment without replicas, or one that is about to have some, is no mistake.
        templates.select(namespace, selector);
  if (shapes.length === 0) {
    const others = pods.in(namespace).map(({ resource }) => resource.metadata);
    return [selectsNothing(service, [...templates.in(namespace), ...others])];
  }
  const declared = shapes.flatMap((shape) => shape.ports);
  return ports.flatMap((port, index) =>
    findTargetPort(port, declared) || (planned && mayBeThere(port, declared))
      ? []
      : [noTarget(service, port, index, declared)],
  );
}

/** Containers need not list their ports, and a number leads to whatever listens there. Those that list some are taken to list all. */
function mayBeThere({ port, targetPort = port }: ServicePort, declared: readonly ContainerPort[]): boolean {
  if (typeof targetPort !== 'number') return false;
  return declared.length === 0 || declared.some(({ containerPort }) => containerPort === targetPort);
}

function selectsNothing(service: Service, others: readonly { readonly labels: Labels }[]): Diagnostic {
  const { selector = {} } = service.spec;
  const seen = new Set(
    others.map(({ labels: { 'pod-template-hash': _generated, ...labels } }) => formatLabels(labels)),
  );
  return {
    severity: 'warning',
    code: 'service-selects-no-pod',
    message: `the selector \`${formatLabels(selector)}\` matches no pod in namespace \`${namespaceOf(service)}\``,
    advice:
      seen.size === 0
        ? 'there are no pods: apply the Deployment behind the Service'
        : `the pods there have the labels ${[...seen].map((labels) => `\`${labels}\``).join('; ')}`,
    resource: referenceOf(service),
    position: service.origin.position(['spec', 'selector']),
  };
}

function noTarget(
  service: Service,
  port: ServicePort,
  index: number,
  declared: readonly ContainerPort[],
): Diagnostic {
  const protocol = port.protocol ?? 'TCP';
  const target = port.targetPort ?? port.port;
  const there = new Set(declared.map((candidate) => formatPort(candidate)));
  const wanted = typeof target === 'number' ? `the port ${target}` : `a port named \`${target}\``;
  return {
    severity: 'warning',
    code: 'target-port-unknown',
    message: `port ${port.port} leads to ${wanted} (${protocol}), which none of the pods has`,
    advice:
      there.size === 0
        ? 'list the port under `ports` of the container'
        : `the pods have ${[...there].join(', ')}`,
    resource: referenceOf(service),
    position: service.origin.position([
      'spec',
      'ports',
      index,
      port.targetPort === undefined ? 'port' : 'targetPort',
    ]),
  };
}

function templateIndex(store: Store): Candidates['templates'] {
  const shapes = store.workloads.map((workload) => {
    const { metadata, spec } = workload.spec.template;
    return { namespace: namespaceOf(workload), ...shapeOf(metadata.labels, spec) };
  });
  return new LabelIndex(
    shapes,
    ({ namespace }) => namespace,
    ({ labels }) => labels,
  );
}

function shapeOf(labels: Labels, spec: ResourceOf<'Pod'>['spec']): PodShape {
  return { labels, ports: declaredPorts(spec) };
}

function formatPort({ name, containerPort, protocol = 'TCP' }: ContainerPort): string {
  return name === undefined ? `${containerPort} (${protocol})` : `\`${name}\` (${containerPort}/${protocol})`;
}

function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
