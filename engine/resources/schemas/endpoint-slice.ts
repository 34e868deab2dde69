import { define } from './definition.ts';
import { choice, fields, flag, list, portNumber, text, unread } from './fields.ts';

/** Kubernetes: EndpointSlice discovery.k8s.io/v1. */
export const endpointSlice = define('EndpointSlice', ['discovery.k8s.io/v1'], {
  addressType: choice('IPv4', 'IPv6', 'FQDN'),
  endpoints: list(
    fields({
      addresses: list(text),
      conditions: fields({
        ready: flag.optional(),
        serving: flag.optional(),
        terminating: flag.optional(),
      }).optional(),
      hostname: text.optional(),
      nodeName: text.optional(),
      targetRef: fields({
        kind: text.optional(),
        namespace: text.optional(),
        name: text.optional(),
        ...unread('apiVersion', 'fieldPath', 'resourceVersion', 'uid'),
      }).optional(),
      ...unread('deprecatedTopology', 'hints', 'zone'),
    }),
  ),
  ports: list(
    fields({
      name: text.optional(),
      port: portNumber.optional(),
      protocol: choice('TCP', 'UDP', 'SCTP').optional(),
      appProtocol: text.optional(),
    }),
  ),
});
