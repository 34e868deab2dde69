import { createHash } from 'node:crypto';
import type { Json, KubeObject } from '../objects/object.ts';
import type { Registry } from '../objects/registry.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { BUILT_IN_DESCRIPTIONS } from './builtin-descriptions.ts';
import { LIST_TRAITS } from './builtin-traits.ts';
import { KUBERNETES_TYPES } from './kubernetes-types.ts';
import { componentsOf } from './open-api-components.ts';
import { pathsOf } from './open-api-paths.ts';

const VERSION = '3.0.0';

/** Per registry, by group and version. */
const documents = new WeakMap<Registry, Map<string, { readonly hash: string; readonly document: Json }>>();
const hashes = new WeakMap<KubeObject, string>();
let builtInHash: string | undefined;

/**
 * What `/openapi/v3` answers: where the document of each group and version is. The addresses change with what the
 * documents say, as clients keep what they got from one.
 */
export function openApiIndex(registry: Registry): Json {
  const paths = [...Map.groupBy(registry.types, rootOf)].map(([root, types]) => [
    root.slice(1),
    { serverRelativeURL: `/openapi/v3${root}?hash=${hashOf(types)}` },
  ]);
  return { paths: Object.fromEntries(paths) };
}

/**
 * The OpenAPI document of a group and version, from which `kubectl explain` tells and kubectl makes its patches;
 * undefined if nothing of it is served. The same object as long as it says the same.
 */
export function openApiDocument(registry: Registry, group: string, version: string): Json | undefined {
  const types = registry.types.filter((type) => type.group === group && type.version === version);
  const [first] = types;
  if (!first) return undefined;
  const known = documents.get(registry) ?? new Map();
  documents.set(registry, known);
  const [root, hash] = [rootOf(first), hashOf(types)];
  const kept = known.get(root);
  if (kept?.hash === hash) return kept.document;
  const document = {
    openapi: VERSION,
    info: { title: 'Kubernetes of ingress-lab', version: 'unversioned' },
    paths: Object.assign({}, ...types.map((type) => pathsOf(root, type))),
    components: { schemas: componentsOf(types) },
  };
  known.set(root, { hash, document });
  return document;
}

/**
 * What `/openapi/v2` answers: a document of protobuf that says no more than its version. Clients want it to be there, and
 * take all they need to know from the others.
 */
export function openApiV2(): Uint8Array {
  return Buffer.from('\n\x032.0', 'latin1');
}

/** `/api/v1`, `/apis/apps/v1`. */
function rootOf(type: ResourceType): string {
  return type.group === '' ? `/api/${type.version}` : `/apis/${apiVersionOf(type)}`;
}

function hashOf(types: readonly ResourceType[]): string {
  return digest(types.map(({ definition }) => (definition ? definedHash(definition) : ownHash())).join());
}

/** A definition that changes is another object. */
function definedHash(definition: KubeObject): string {
  const hash = hashes.get(definition) ?? digest(JSON.stringify(definition['spec']));
  hashes.set(definition, hash);
  return hash;
}

function ownHash(): string {
  builtInHash ??= digest(JSON.stringify([KUBERNETES_TYPES, ...LIST_TRAITS, ...BUILT_IN_DESCRIPTIONS]));
  return builtInHash;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32).toUpperCase();
}
