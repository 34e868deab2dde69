import { z } from 'zod';
import { fields, text, textMap, unread } from './fields.ts';

const namePhrase = "a name of lower-case letters, digits, '-' and '.', at most 253 characters long";
const namespacePhrase = "a name of lower-case letters, digits and '-', at most 63 characters long";

const common = {
  labels: textMap.default({}),
  annotations: textMap.default({}),
  uid: text.optional(),
  creationTimestamp: text.optional(),
  ...unread(
    'deletionGracePeriodSeconds',
    'deletionTimestamp',
    'finalizers',
    'generateName',
    'generation',
    'managedFields',
    'ownerReferences',
    'resourceVersion',
    'selfLink',
  ),
};

const namespace = z
  .string(namespacePhrase)
  .max(63, namespacePhrase)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, namespacePhrase);

/** Kubernetes: ObjectMeta; names are RFC 1123 subdomains, namespaces RFC 1123 labels. */
export const metadata = fields({
  name: z
    .string(namePhrase)
    .max(253, namePhrase)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, namePhrase),
  namespace: namespace.optional(),
  ...common,
});

/** The metadata of a pod template: its pods are named by their controller. */
export const templateMetadata = fields({ name: text.optional(), namespace: namespace.optional(), ...common });
