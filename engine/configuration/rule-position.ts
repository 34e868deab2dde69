import type { SourcePosition } from '../resources/diagnostic.ts';
import { writtenAt } from './link.ts';
import type { Element } from './model.ts';

/**
 * Where the rule of a router is written, at a character of it; the router's own place if its rule was made from something
 * else; undefined for the engine's own.
 */
export function rulePosition(router: Element, offset = 0): SourcePosition | undefined {
  if (router.resource?.kind === 'Ingress') return router.origin?.position(router.path);
  return router.origin?.position(writtenAt(router, [...router.path, 'match'], ['rule']), offset);
}
