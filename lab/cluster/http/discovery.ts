import type { Registry } from '../objects/registry.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { notServed } from './refusals.ts';

/** What can be done with objects of a kind, and with a part of one. */
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'] as const;

/** One API group: its kinds by version, the version to use first. */
interface Group {
  readonly name: string;
  readonly versions: ReadonlyMap<string, readonly ResourceType[]>;
}

/** A part of an object that has a path of its own. */
interface Subresource {
  readonly name: string;
  readonly verbs: readonly string[];
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
}

/**
 * The groups in the order of the registry: what a short name means in two groups is decided by it. Versions of a group
 * are sorted by how settled they are.
 */
function groupsOf(registry: Registry): readonly Group[] {
  const groups = new Map<string, Map<string, ResourceType[]>>();
  for (const type of registry.types) {
    const versions = groups.get(type.group) ?? new Map<string, ResourceType[]>();
    groups.set(type.group, versions);
    versions.set(type.version, [...(versions.get(type.version) ?? []), type]);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: new Map([...versions].toSorted(([one], [other]) => comparePriority(one, other))),
  }));
}

/** `v2` before `v1` before `v1beta1` before `v1alpha1` before anything else (Kubernetes: CRD versions, "Version priority"). */
function comparePriority(one: string, other: string): number {
  const [first, second] = [rank(one), rank(other)];
  for (const [index, value] of first.entries()) {
    const difference = (second[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

function rank(version: string): readonly number[] {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return [0, 0, 0];
  return [stage === undefined ? 3 : stage === 'beta' ? 2 : 1, Number(major), Number(minor ?? 0)];
}

function subresourcesOf(type: ResourceType): readonly Subresource[] {
  const { group, version, kind, plural } = type;
  const written = type.subresources.map((name) => ({
    name,
    verbs: SUBRESOURCE_VERBS,
    kind:
      name === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { group, version, kind },
  }));
  const log = { name: 'log', verbs: ['get'], kind: { group, version, kind } };
  return group === '' && plural === 'pods' ? [log, ...written] : written;
}

/** `/api` (the core group) or `/apis` (the others) in one document, as newer clients ask for it. */
export function aggregatedDiscovery(
  registry: Registry,
  root: 'api' | 'apis',
  version: 'v2' | 'v2beta1',
): unknown {
  const groups = groupsOf(registry).filter(({ name }) => (name === '') === (root === 'api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
      versions: [...versions].map(([served, types]) => ({
        version: served,
        resources: types.map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedResource(type: ResourceType): unknown {
  const { group, version, kind } = type;
  const subresources = subresourcesOf(type);
  return {
    resource: type.plural,
    responseKind: { group, version, kind },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: VERBS,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(subresources.length > 0
      ? {
          subresources: subresources.map(({ name, verbs, kind: responseKind }) => ({
            subresource: name,
            responseKind,
            verbs,
          })),
        }
      : {}),
  };
}

/** `/api`, as older clients read it. `address`: host and port of the server. */
export function apiVersions(address: string): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

/** `/apis`, as older clients read it. */
export function groupList(registry: Registry): unknown {
  const groups = groupsOf(registry).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupDocument) };
}

/**
 * `/apis/GROUP`.
 *
 * @throws ApiError 404
 */
export function groupNamed(registry: Registry, name: string): unknown {
  const group = groupsOf(registry).find((one) => one.name === name);
  if (!group || name === '') throw notServed();
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) };
}

function groupDocument({ name, versions }: Group): { readonly name: string } {
  const all = [...versions.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, ...{ versions: all, preferredVersion: all[0] } };
}

/**
 * `/api/v1` or `/apis/GROUP/VERSION`.
 *
 * @throws ApiError 404
 */
export function resourceList(registry: Registry, group: string, version: string): unknown {
  const types = registry.types.filter((type) => type.group === group && type.version === version);
  if (types.length === 0) throw notServed();
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: types.flatMap((type) => [
      {
        name: type.plural,
        singularName: type.singular,
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: VERBS,
        ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
        ...(type.categories.length > 0 ? { categories: type.categories } : {}),
      },
      ...subresourcesOf(type).map(({ name, verbs, kind }) => ({
        name: `${type.plural}/${name}`,
        singularName: '',
        namespaced: type.namespaced,
        ...(kind.group === group ? {} : { group: kind.group, version: kind.version }),
        kind: kind.kind,
        verbs,
      })),
    ]),
  };
}
