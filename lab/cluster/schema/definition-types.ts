import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { isMapping, mappings, strings } from './json.ts';

/** The kinds that a CustomResourceDefinition adds: one for each version that it serves, in the order it lists them. */
export function typesOfDefinition(definition: KubeObject): ResourceType[] {
  const spec = isMapping(definition['spec']) ? definition['spec'] : {};
  const names = isMapping(spec['names']) ? spec['names'] : {};
  const kind = text(names, 'kind');
  return mappings(spec['versions'])
    .filter((version) => version['served'] === true)
    .map((version) => ({
      group: text(spec, 'group'),
      version: text(version, 'name'),
      kind,
      listKind: text(names, 'listKind') || `${kind}List`,
      plural: text(names, 'plural'),
      singular: text(names, 'singular') || kind.toLowerCase(),
      shortNames: strings(names['shortNames']),
      categories: strings(names['categories']),
      namespaced: spec['scope'] !== 'Cluster',
      subresources: subresourcesOf(version),
      definition,
    }));
}

/** The version of a definition by its name. */
export function versionOf(definition: KubeObject, name: string): Json {
  const spec = isMapping(definition['spec']) ? definition['spec'] : {};
  return mappings(spec['versions']).find((version) => version['name'] === name) ?? {};
}

function subresourcesOf(version: Json): ('status' | 'scale')[] {
  const subresources = isMapping(version['subresources']) ? version['subresources'] : {};
  return (['status', 'scale'] as const).filter((name) => isMapping(subresources[name]));
}

function text(mapping: Json, name: string): string {
  const value = mapping[name];
  return typeof value === 'string' ? value : '';
}
