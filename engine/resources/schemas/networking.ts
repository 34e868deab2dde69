import { z } from 'zod';
import { CORE, define } from './definition.ts';
import { anything, choice, fields, list, plainList, portNumber, text, texts } from './fields.ts';

const NETWORKING = ['networking.k8s.io/v1'] as const;

const servicePort = fields({ name: text.optional(), number: portNumber.optional() });

const backend = fields({
  service: fields({ name: text, port: servicePort.optional() }).optional(),
  resource: anything,
});

const pathPhrase = 'a path that begins with `/`';

const httpPath = fields({
  path: text.optional(),
  pathType: choice('Exact', 'Prefix', 'ImplementationSpecific'),
  backend,
}).superRefine(({ path, pathType }, context) => {
  if (pathType === 'ImplementationSpecific' || path?.startsWith('/')) return;
  context.addIssue({ code: 'custom', path: ['path'], message: pathPhrase });
});

const hostPhrase = 'a name such as `shop.test` or `*.shop.test`, without a port';
const host = z
  .string(hostPhrase)
  .regex(/^(?:\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$|^$/, hostPhrase)
  .refine((value) => !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value), hostPhrase);

/** Kubernetes: Ingress networking.k8s.io/v1. */
export const ingress = define('Ingress', NETWORKING, {
  spec: fields({
    ingressClassName: text.optional(),
    defaultBackend: backend.optional(),
    tls: list(fields({ hosts: texts.optional(), secretName: text.optional() })),
    rules: list(fields({ host: host.optional(), http: fields({ paths: plainList(httpPath) }).optional() })),
  }).optional(),
  status: anything,
});

/** Kubernetes: IngressClass networking.k8s.io/v1. */
export const ingressClass = define(
  'IngressClass',
  NETWORKING,
  { spec: fields({ controller: text.optional(), parameters: anything }).optional() },
  'Cluster',
);

const address = fields({
  ip: text,
  hostname: text.optional(),
  nodeName: text.optional(),
  targetRef: anything,
});

/** Kubernetes: Endpoints v1. Read where releases before Traefik 3.1 are imitated. */
export const endpoints = define('Endpoints', CORE, {
  subsets: list(
    fields({
      addresses: list(address),
      notReadyAddresses: list(address),
      ports: list(
        fields({
          name: text.optional(),
          port: portNumber,
          protocol: choice('TCP', 'UDP', 'SCTP').optional(),
          appProtocol: text.optional(),
        }),
      ),
    }),
  ),
});

/** Kubernetes: Node v1. Of its status the addresses are read. */
export const node = define(
  'Node',
  CORE,
  {
    spec: anything,
    status: z
      .looseObject(
        { addresses: list(z.looseObject({ type: text, address: text }, 'a mapping')) },
        'a mapping',
      )
      .optional(),
  },
  'Cluster',
);
