import { z } from 'zod';
import { CORE, define } from './definition.ts';
import {
  anything,
  choice,
  fields,
  flag,
  list,
  port,
  portNumber,
  text,
  textMap,
  texts,
  unread,
} from './fields.ts';

const protocol = choice('TCP', 'UDP', 'SCTP');

/** Kubernetes: Service v1. */
export const service = define('Service', CORE, {
  spec: fields({
    type: choice('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName').optional(),
    selector: textMap.optional(),
    ports: list(
      fields({
        name: text.optional(),
        port: portNumber,
        targetPort: port.optional(),
        protocol: protocol.optional(),
        nodePort: portNumber.optional(),
        appProtocol: text.optional(),
      }),
    ),
    clusterIP: text.optional(),
    clusterIPs: texts.optional(),
    externalName: text.optional(),
    ...unread(
      'allocateLoadBalancerNodePorts',
      'externalIPs',
      'externalTrafficPolicy',
      'healthCheckNodePort',
      'internalTrafficPolicy',
      'ipFamilies',
      'ipFamilyPolicy',
      'loadBalancerClass',
      'loadBalancerIP',
      'loadBalancerSourceRanges',
      'publishNotReadyAddresses',
      'sessionAffinity',
      'sessionAffinityConfig',
      'trafficDistribution',
    ),
  }),
  status: anything,
});

const base64Phrase = 'text in base64';
const base64 = z
  .string(base64Phrase)
  .refine(
    (value) =>
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replace(/[\r\n]/g, '')),
    base64Phrase,
  );

/** Kubernetes: Secret v1. `data` stays in base64; `secretValue` decodes it. */
export const secret = define('Secret', CORE, {
  type: text.optional(),
  data: z.record(z.string(), base64, 'a mapping of strings').optional(),
  stringData: textMap.optional(),
  immutable: flag.optional(),
});

/** Kubernetes: ConfigMap v1. */
export const configMap = define('ConfigMap', CORE, {
  data: textMap.optional(),
  binaryData: z.record(z.string(), base64, 'a mapping of strings').optional(),
  immutable: flag.optional(),
});

/** Kubernetes: Namespace v1. */
export const namespace = define('Namespace', CORE, { spec: anything, status: anything }, 'Cluster');
