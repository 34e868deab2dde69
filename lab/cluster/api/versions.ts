import type { KubeObject } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import type { Draft } from './json.ts';
import type { DefinitionSpec } from './kinds/custom-resource-definition.ts';
import { specOf } from './kinds/kind-rules.ts';
import { fromOldAutoscaler, isOldAutoscaler, keptAutoscaler, toOldAutoscaler } from './old-autoscaler.ts';

/**
 * Versions of a kind differ in nothing but their name here: what is kept in one is answered in any (conversion `None`). Of
 * the built-in kinds, autoscalers alone have two.
 */

/** The apiVersion that objects of the kind are kept in. */
export function storageVersionOf(type: ResourceType): string {
  if (!type.definition) return apiVersionOf(type);
  const { versions = [] } = specOf<DefinitionSpec>(type.definition);
  const stored = versions.find(({ storage }) => storage === true)?.name;
  return apiVersionOf({ group: type.group, version: stored ?? type.version });
}

/** The kind as its objects are kept. */
export function keptType(type: ResourceType): ResourceType {
  return isOldAutoscaler(type) ? keptAutoscaler(type) : type;
}

/** What somebody writes in one version, as it is kept. */
export function keptDraft(type: ResourceType, draft: Draft): Draft {
  return isOldAutoscaler(type) ? fromOldAutoscaler(type, draft) : draft;
}

/** The object in the version that is asked for. */
export function inVersion(type: ResourceType, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(type);
  if (object.apiVersion === apiVersion) return object;
  return isOldAutoscaler(type) ? toOldAutoscaler(type, object) : { ...object, apiVersion };
}

/** A version that its CustomResourceDefinition calls deprecated. */
export function deprecations(type: ResourceType): string[] {
  const { versions = [] } = type.definition ? specOf<DefinitionSpec>(type.definition) : {};
  const version = versions.find(({ name }) => name === type.version);
  if (version?.deprecated !== true) return [];
  return [version.deprecationWarning ?? `${apiVersionOf(type)} ${type.kind} is deprecated`];
}
