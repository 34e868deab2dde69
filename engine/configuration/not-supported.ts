import type { FieldPath } from '../resources/origin.ts';
import type { Resource } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';

/**
 * What Traefik serves and the engine does not yet. `drop`: to go on without the field would route or protect otherwise
 * than the manifest says, so what carries it is not put in force. `ignore`: it is put in force without the field.
 */
type Gap = 'drop' | 'ignore';

export const HTTP_SERVICE_GAPS: Readonly<Record<string, Gap>> = {};

/** Without these a server would be trusted that the manifest does not trust: so none is. */
export const SERVER_TRUST_GAPS: Readonly<Record<string, Gap>> = { peerCertSANs: 'drop', spiffe: 'drop' };

export const TLS_GAPS: Readonly<Record<string, Gap>> = { certResolver: 'ignore' };

export const TLS_STORE_GAPS: Readonly<Record<string, Gap>> = { defaultGeneratedCert: 'ignore' };

/**
 * Reports the fields of `written` that the engine does not serve.
 *
 * @throws CompileError `not-supported` for a field that may not be ignored
 */
export function checkSupported(
  context: CompileContext,
  resource: Resource,
  written: object | undefined,
  path: FieldPath,
  gaps: Readonly<Record<string, Gap>>,
): void {
  const fields = Object.entries(written ?? {}).filter(([, value]) => isSet(value));
  for (const [field] of fields) {
    const gap = gaps[field];
    if (gap === 'ignore') warn(context, resource, [...path, field], field);
    if (gap === 'drop') throw notSupported([...path, field], field);
  }
}

function warn(context: CompileContext, resource: Resource, path: FieldPath, what: string): void {
  context.reporter.warning(resource, path, {
    code: 'not-supported',
    message: `the engine does not serve ${what} yet and goes on without it`,
  });
}

function notSupported(path: FieldPath, what: string): CompileError {
  return new CompileError(
    'not-supported',
    path,
    `the engine does not serve ${what} yet`,
    'leave it out, or try this part against Traefik itself',
  );
}

/** `false`, an empty list and an absent field ask for nothing. */
function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
