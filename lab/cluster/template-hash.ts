import { isDeepStrictEqual } from 'node:util';
import { hashOf } from './names.ts';
import { isJson, jsonIn, jsonListIn } from './objects/json.ts';
import type { Json } from './objects/object.ts';

/** The label that says which template a pod was made from. */
export const TEMPLATE_HASH = 'pod-template-hash';

/** Letters of the name that a template gives its pods. */
const HASH_LENGTH = 10;

/** Templates do not change in place, so each is hashed once. */
const hashes = new WeakMap<object, string>();

/** Names a pod template. What an API fills in where a manifest says nothing makes no difference. */
export function templateHash(template: object): string {
  return remembered(template, () => {
    if (!isJson(template)) return template;
    const metadata = jsonIn(template, 'metadata');
    const { [TEMPLATE_HASH]: _own, ...labels } = jsonIn(metadata, 'labels');
    const { creationTimestamp: _none, ...others } = metadata;
    return { ...template, metadata: { ...others, labels }, spec: withoutDefaults(jsonIn(template, 'spec')) };
  });
}

/** Names the specification of a pod that somebody wrote. */
export function podHash(spec: object): string {
  return remembered(spec, () => (isJson(spec) ? withoutDefaults(spec) : spec));
}

function remembered(value: object, meaning: () => unknown): string {
  const known = hashes.get(value);
  if (known !== undefined) return known;
  const hash = hashOf(meaning(), HASH_LENGTH);
  hashes.set(value, hash);
  return hash;
}

/** Kubernetes: defaults of PodSpec, and what is filled in when a pod is admitted and scheduled. */
const POD_DEFAULTS: Json = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  nodeName: 'ingress-lab',
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  serviceAccount: 'default',
  serviceAccountName: 'default',
  terminationGracePeriodSeconds: 30,
};

const CONTAINER_DEFAULTS: Json = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

function withoutDefaults(spec: Json): Json {
  const { tolerations, ...fields } = without(spec, POD_DEFAULTS);
  const volumes = jsonListIn(spec, 'volumes').map(plainVolume);
  return {
    ...fields,
    ...(isGivenToAll(tolerations) ? {} : { tolerations }),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...Object.fromEntries(
      ['containers', 'initContainers'].flatMap((field) =>
        spec[field] === undefined ? [] : [[field, jsonListIn(spec, field).map(plainContainer)]],
      ),
    ),
  };
}

function without(value: Json, defaults: Json): Json {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, field]) => !(Object.hasOwn(defaults, name) && isDeepStrictEqual(field, defaults[name])),
    ),
  );
}

function plainContainer(container: Json): Json {
  const { imagePullPolicy, ...fields } = without(container, CONTAINER_DEFAULTS);
  const isDefault = imagePullPolicy === undefined || imagePullPolicy === pullPolicyOf(container['image']);
  const ports = jsonListIn(container, 'ports').map((port) => without(port, { protocol: 'TCP' }));
  return { ...fields, ...(isDefault ? {} : { imagePullPolicy }), ports };
}

/** Kubernetes: an image without a tag, or with the tag `latest`, is pulled each time. */
function pullPolicyOf(image: unknown): string {
  const name = String(image).split('@')[0]?.split('/').at(-1) ?? '';
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest' && !String(image).includes('@') ? 'Always' : 'IfNotPresent';
}

function plainVolume(volume: Json): Json {
  return Object.fromEntries(
    Object.entries(volume).map(([name, source]) => [
      name,
      isJson(source) ? without(source, { defaultMode: 420 }) : source,
    ]),
  );
}

/** What each pod tolerates for five minutes (Kubernetes: DefaultTolerationSeconds). */
function isGivenToAll(tolerations: unknown): boolean {
  if (tolerations === undefined) return true;
  return (
    Array.isArray(tolerations) &&
    tolerations.every(
      (toleration) =>
        isJson(toleration) &&
        /^node\.kubernetes\.io\/(?:not-ready|unreachable)$/.test(String(toleration['key'])) &&
        toleration['tolerationSeconds'] === 300,
    )
  );
}
