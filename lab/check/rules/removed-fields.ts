import { type Diagnostic, type Resource, referenceOf } from '../../../engine/core.ts';
import type { CheckRule } from '../rule.ts';

/** A field of Traefik 2 that Traefik 3 does not have, by its steps below the middleware, or the TLS options. */
interface RemovedField {
  readonly path: readonly string[];
  readonly advice: string;
  /** Where it is on, requests are not redirected as somebody relies on. */
  readonly guards?: boolean;
  /** Leaving it out changes nothing that is wanted. */
  readonly useless?: boolean;
}

const REDIRECT = 'use a redirectScheme middleware, or a redirection of the entry point';

/** Traefik: migrate/v2-to-v3#deprecated-options-removal. */
const MIDDLEWARE_FIELDS: readonly RemovedField[] = [
  { path: ['headers', 'sslRedirect'], advice: REDIRECT, guards: true },
  { path: ['headers', 'sslTemporaryRedirect'], advice: REDIRECT, guards: true },
  { path: ['headers', 'sslHost'], advice: 'use a redirectRegex middleware' },
  { path: ['headers', 'sslForceHost'], advice: 'use a redirectRegex middleware', guards: true },
  { path: ['headers', 'featurePolicy'], advice: 'write permissionsPolicy, whose syntax is another' },
  { path: ['stripPrefix', 'forceSlash'], advice: 'leave it out', useless: true },
  { path: ['forwardAuth', 'tls', 'caOptional'], advice: 'leave it out', useless: true },
];

const TRAEFIK_3 = 300;

/** Fields that a manifest for Traefik 2 has and Traefik 3 does not know. */
export const removedFields: CheckRule = function* ({ resources, static: { traefikVersion } }) {
  if (traefikVersion < TRAEFIK_3) return;
  for (const resource of resources) {
    for (const { base, value } of middlewaresOf(resource)) {
      for (const field of MIDDLEWARE_FIELDS) {
        const written = field.path.reduce<unknown>(
          (parent, step) => (isRecord(parent) ? parent[step] : undefined),
          value,
        );
        if (written !== undefined) yield finding(resource, [...base, ...field.path], field, written === true);
      }
    }
  }
};

interface Place {
  readonly base: readonly string[];
  readonly value: unknown;
}

function middlewaresOf(resource: Resource): Place[] {
  if (resource.kind === 'Middleware') return [{ base: ['spec'], value: resource.spec }];
  if (resource.kind !== 'DynamicConfiguration') return [];
  return Object.entries(resource.spec.http?.middlewares ?? {}).map(([name, value]) => ({
    base: ['spec', 'http', 'middlewares', name],
    value,
  }));
}

function finding(
  resource: Resource,
  path: Place['base'],
  { advice, guards = false, useless = false }: RemovedField,
  isOn: boolean,
): Diagnostic {
  const edit = useless ? resource.origin.editor?.remove(path) : undefined;
  return {
    severity: guards && isOn ? 'error' : 'warning',
    code: 'field-removed',
    message: `Traefik 3 does not have \`${path.at(-1)}\` any more`,
    advice,
    resource: referenceOf(resource),
    position: resource.origin.position(path),
    ...(edit === undefined ? {} : { fix: { title: advice, edits: [edit] } }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
