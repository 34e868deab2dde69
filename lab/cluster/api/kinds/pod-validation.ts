import type { StatusCause } from '../../objects/status.ts';
import { cause, invalidEach, notNegative, oneOf } from '../causes.ts';
import { dnsLabel, dnsSubdomain, portName, portNumber } from '../name-rules.ts';
import {
  type Container,
  type ContainerPort,
  containersOf,
  type Handler,
  type PodSpec,
  type Probe,
  type Volume,
} from './pod-spec.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** What must hold of a PodSpec (Kubernetes: `ValidatePodSpec`), as far as the lab gives it a meaning. */
export function podSpecProblems(spec: PodSpec, field: string): StatusCause[] {
  const containers = containersOf(spec, field);
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  return [
    ...volumesProblems(spec.volumes ?? [], `${field}.volumes`),
    ...((spec.containers ?? []).length === 0 ? [cause.required(`${field}.containers`)] : []),
    ...containers.flatMap(({ container, field: at }, index) => [
      ...containerProblems(container, at, volumes),
      ...(container.name !== undefined &&
      containers.findIndex((other) => other.container.name === container.name) < index
        ? [cause.duplicate(`${at}.name`, container.name)]
        : []),
    ]),
    ...oneOf(`${field}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, [
      'ClusterFirst',
      'ClusterFirstWithHostNet',
      'Default',
      'None',
    ]),
    ...(spec.serviceAccountName
      ? invalidEach(
          `${field}.serviceAccountName`,
          spec.serviceAccountName,
          dnsSubdomain(spec.serviceAccountName),
        )
      : []),
    ...notNegative(`${field}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds),
  ];
}

function containerProblems(
  container: Container,
  field: string,
  volumes: ReadonlySet<string | undefined>,
): StatusCause[] {
  const { name = '', image = '' } = container;
  return [
    ...(name === '' ? [cause.required(`${field}.name`)] : invalidEach(`${field}.name`, name, dnsLabel(name))),
    ...imageProblems(image, `${field}.image`),
    ...oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...portsProblems(container.ports ?? [], `${field}.ports`),
    ...(container.env ?? []).flatMap(({ name: key = '', value, valueFrom }, index) => [
      ...(key === '' ? [cause.required(`${field}.env[${index}].name`)] : []),
      ...(value !== undefined && value !== '' && valueFrom !== undefined
        ? [
            cause.invalid(
              `${field}.env[${index}].valueFrom`,
              '',
              'may not be specified when `value` is not empty',
            ),
          ]
        : []),
    ]),
    ...mountProblems(container.volumeMounts ?? [], `${field}.volumeMounts`, volumes),
    ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((which) =>
      probeProblems(container[which], `${field}.${which}`, which !== 'readinessProbe'),
    ),
  ];
}

function imageProblems(image: string, field: string): StatusCause[] {
  if (image === '') return [cause.required(field)];
  return image.trim() === image
    ? []
    : [cause.invalid(field, image, 'must not have leading or trailing whitespace')];
}

function portsProblems(ports: readonly ContainerPort[], field: string): StatusCause[] {
  return ports.flatMap(({ name, containerPort = 0, hostPort, protocol }, index) => {
    const at = `${field}[${index}]`;
    return [
      ...(name ? invalidEach(`${at}.name`, name, portName(name)) : []),
      ...(name && ports.findIndex((other) => other.name === name) < index
        ? [cause.duplicate(`${at}.name`, name)]
        : []),
      ...(containerPort === 0
        ? [cause.required(`${at}.containerPort`)]
        : invalidEach(`${at}.containerPort`, containerPort, portNumber(containerPort))),
      ...(hostPort ? invalidEach(`${at}.hostPort`, hostPort, portNumber(hostPort)) : []),
      ...oneOf(`${at}.protocol`, protocol, PROTOCOLS),
    ];
  });
}

function mountProblems(
  mounts: NonNullable<Container['volumeMounts']>,
  field: string,
  volumes: ReadonlySet<string | undefined>,
): StatusCause[] {
  return mounts.flatMap(({ name = '', mountPath = '' }, index) => {
    const at = `${field}[${index}]`;
    const problems: StatusCause[] = [];
    if (name === '') problems.push(cause.required(`${at}.name`));
    else if (!volumes.has(name)) problems.push(cause.notFound(`${at}.name`, name));
    if (mountPath === '') problems.push(cause.required(`${at}.mountPath`));
    else if (mounts.findIndex((other) => other.mountPath === mountPath) < index) {
      problems.push(cause.invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    }
    return problems;
  });
}

function probeProblems(probe: Probe | undefined, field: string, succeedsOnce: boolean): StatusCause[] {
  if (!probe) return [];
  return [
    ...handlerProblems(probe, field),
    ...(
      [
        'initialDelaySeconds',
        'timeoutSeconds',
        'periodSeconds',
        'successThreshold',
        'failureThreshold',
      ] as const
    ).flatMap((which) => notNegative(`${field}.${which}`, probe[which])),
    ...(succeedsOnce && probe.successThreshold !== undefined && probe.successThreshold !== 1
      ? [cause.invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1')]
      : []),
  ];
}

function handlerProblems(handler: Handler, field: string): StatusCause[] {
  const kinds = (['exec', 'httpGet', 'tcpSocket', 'grpc'] as const).filter(
    (kind) => handler[kind] !== undefined,
  );
  if (kinds.length === 0) return [cause.required(field, 'must specify a handler type')];
  return [
    ...kinds
      .slice(1)
      .map((kind) => cause.forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type')),
    ...(handler.httpGet ? probedPort(handler.httpGet.port, `${field}.httpGet.port`) : []),
    ...(handler.tcpSocket ? probedPort(handler.tcpSocket.port, `${field}.tcpSocket.port`) : []),
  ];
}

function probedPort(port: number | string | undefined, field: string): StatusCause[] {
  return invalidEach(field, port ?? 0, typeof port === 'string' ? portName(port) : portNumber(port ?? 0));
}

function volumesProblems(volumes: readonly Volume[], field: string): StatusCause[] {
  return volumes.flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const { name = '', ...sources } = volume;
    const problems: StatusCause[] = [];
    if (name === '') problems.push(cause.required(`${at}.name`));
    else problems.push(...invalidEach(`${at}.name`, name, dnsLabel(name)));
    if (name !== '' && volumes.findIndex((other) => other.name === name) < index) {
      problems.push(cause.duplicate(`${at}.name`, name));
    }
    const [, ...others] = Object.keys(sources);
    problems.push(
      ...others.map((source) =>
        cause.forbidden(`${at}.${source}`, 'may not specify more than 1 volume type'),
      ),
    );
    return problems;
  });
}
