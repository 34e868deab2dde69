import { z } from 'zod';
import { choice, fields } from './fields.ts';
import { metadata } from './metadata.ts';

export const TRAEFIK = ['traefik.io/v1alpha1', 'traefik.containo.us/v1alpha1'] as const;
export const CORE = ['v1'] as const;

/** A kind: where it belongs and the shape of its objects. `content` are the fields beside `metadata`. */
export function define<
  const Kind extends string,
  const Versions extends readonly [string, ...string[]],
  Content extends z.core.$ZodLooseShape,
>(kind: Kind, apiVersions: Versions, content: Content, scope: 'Namespaced' | 'Cluster' = 'Namespaced') {
  return {
    apiVersions,
    namespaced: scope === 'Namespaced',
    schema: fields({
      apiVersion: choice(...apiVersions),
      kind: z.literal(kind, `\`${kind}\``),
      metadata,
      ...content,
    }),
  };
}
