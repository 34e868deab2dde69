import { type Diagnostic, type Resource, referenceOf } from '../../engine/core.ts';
import type { Element } from './rule.ts';

type Path = Element['path'];

type Words = Pick<Diagnostic, 'code' | 'message' | 'advice'>;

/** A warning about a field of an object. */
export function warnOfResource(resource: Resource, path: Path, words: Words): Diagnostic {
  return warning({ resource: referenceOf(resource), origin: resource.origin }, path, words);
}

/** A warning about a part of the configuration, at a path of the object that it was compiled from. */
export function warning(
  { resource, origin }: Pick<Element, 'resource' | 'origin'>,
  path: Path,
  { code, message, advice }: Words,
): Diagnostic {
  return {
    severity: 'warning',
    code,
    message,
    ...(advice === undefined ? {} : { advice }),
    ...(resource === undefined ? {} : { resource }),
    ...(origin === undefined ? {} : { position: origin.position(path) }),
  };
}
