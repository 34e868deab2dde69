import { isIP } from 'node:net';
import type { StatusCause } from '../../objects/status.ts';
import { cause, IMMUTABLE, invalidEach, oneOf } from '../causes.ts';
import { dnsLabel, dnsSubdomain, portNumber } from '../name-rules.ts';
import type { KindRules } from './kind-rules.ts';

/** Rules of what says where the pods of a Service are: EndpointSlices, and Endpoints as the older form. */

interface Port {
  name?: string;
  port?: number;
  protocol?: string;
}

interface Endpoint {
  addresses?: string[];
}

interface Subset {
  addresses?: { ip?: string }[];
  notReadyAddresses?: { ip?: string }[];
  ports?: Port[];
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MOST_ADDRESSES = 100;

export const endpointSlice: KindRules = {
  defaults: (draft) => {
    for (const port of (draft['ports'] ?? []) as Port[]) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate: (object) => {
    const addressType = object['addressType'] as string | undefined;
    const ports = (object['ports'] ?? []) as Port[];
    return [
      ...(addressType === undefined || addressType === ''
        ? [cause.required('addressType')]
        : oneOf('addressType', addressType, ['FQDN', 'IPv4', 'IPv6'])),
      ...((object['endpoints'] ?? []) as Endpoint[]).flatMap(({ addresses = [] }, index) =>
        slicedProblems(addresses, addressType, `endpoints[${index}].addresses`),
      ),
      ...ports.flatMap((port, index) => portProblems(port, ports.slice(0, index), `ports[${index}]`)),
    ];
  },
  validateChange: (object, before) =>
    object['addressType'] === before['addressType']
      ? []
      : [cause.invalid('addressType', object['addressType'], IMMUTABLE)],
};

export const endpoints: KindRules = {
  defaults: (draft) => {
    for (const subset of (draft['subsets'] ?? []) as Subset[]) {
      for (const port of subset.ports ?? []) port.protocol ??= 'TCP';
    }
  },
  validate: (object) =>
    ((object['subsets'] ?? []) as Subset[]).flatMap((subset, index) => {
      const field = `subsets[${index}]`;
      const ready = subset.addresses ?? [];
      const others = subset.notReadyAddresses ?? [];
      return [
        ...(ready.length + others.length === 0
          ? [cause.required(field, 'must specify `addresses` or `notReadyAddresses`')]
          : []),
        ...ready.flatMap(({ ip = '' }, place) => addressProblems(ip, `${field}.addresses[${place}].ip`)),
        ...others.flatMap(({ ip = '' }, place) =>
          addressProblems(ip, `${field}.notReadyAddresses[${place}].ip`),
        ),
        ...(subset.ports ?? []).flatMap(({ port = 0, protocol }, place) => [
          ...invalidEach(`${field}.ports[${place}].port`, port, portNumber(port)),
          ...oneOf(`${field}.ports[${place}].protocol`, protocol, PROTOCOLS),
        ]),
      ];
    }),
};

function slicedProblems(
  addresses: readonly string[],
  type: string | undefined,
  field: string,
): StatusCause[] {
  if (addresses.length === 0) return [cause.required(field, 'must contain at least 1 address')];
  if (addresses.length > MOST_ADDRESSES) {
    return [
      {
        reason: 'FieldValueTooMany',
        message: `Too many: ${addresses.length}: must have at most ${MOST_ADDRESSES} items`,
        field,
      },
    ];
  }
  return addresses.flatMap((address, index) => {
    const at = `${field}[${index}]`;
    if (type === 'FQDN') return invalidEach(at, address, dnsSubdomain(address));
    const problems = addressProblems(address, at);
    if (problems.length > 0) return problems;
    if (type === 'IPv4' && isIP(address) !== 4)
      return [cause.invalid(at, address, 'must be an IPv4 address')];
    if (type === 'IPv6' && isIP(address) !== 6)
      return [cause.invalid(at, address, 'must be an IPv6 address')];
    return [];
  });
}

function portProblems({ name = '', protocol }: Port, before: readonly Port[], field: string): StatusCause[] {
  return [
    ...(name === '' ? [] : invalidEach(`${field}.name`, name, dnsLabel(name))),
    ...(before.some((one) => (one.name ?? '') === name) ? [cause.duplicate(`${field}.name`, name)] : []),
    ...oneOf(`${field}.protocol`, protocol, PROTOCOLS),
  ];
}

function addressProblems(address: string, field: string): StatusCause[] {
  return isIP(address) !== 0
    ? []
    : [cause.invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}
