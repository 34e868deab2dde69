import type { FieldPath } from '../resources/origin.ts';
import {
  namespaceOf,
  type Resource,
  type ResourceOf,
  referenceOf,
  secretValue,
} from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredCertificate } from './model.ts';
import { qualify } from './names.ts';
import { checkSupported, TLS_STORE_GAPS } from './not-supported.ts';

/**
 * Adds the certificate of a Secret to those that connections choose from by server name. A Secret that is missing
 * or incomplete is reported; the routers stay and the default certificate is served, as in Traefik.
 *
 * @returns false if it was reported
 */
export function useCertificate(
  context: CompileContext,
  resource: Resource,
  secretName: string | undefined,
  path: FieldPath,
): boolean {
  if (secretName === undefined || secretName === '') return true;
  const certificate = certificateOf(context, resource, secretName, path);
  if (certificate) context.certificates.set(certificate.name, certificate);
  return certificate !== undefined;
}

/** The certificate and key of a Secret in the resource's namespace; undefined if that was reported. */
export function certificateOf(
  context: CompileContext,
  resource: Resource,
  secretName: string,
  path: FieldPath,
): ConfiguredCertificate | undefined {
  const namespace = namespaceOf(resource);
  const secret = findSecret(context, resource, namespace, secretName, path);
  if (!secret) return undefined;
  const certificatePem = secretValue(secret, 'tls.crt')?.toString() ?? '';
  const keyPem = secretValue(secret, 'tls.key')?.toString() ?? '';
  const missing = [certificatePem === '' ? 'tls.crt' : '', keyPem === '' ? 'tls.key' : ''].filter(
    (key) => key !== '',
  );
  if (missing.length > 0) {
    context.reporter.error(secret, contentPath(secret), {
      code: 'secret-incomplete',
      message: `has no ${missing.join(' and no ')}, which ${resource.kind} ${namespace}/${resource.metadata.name} serves`,
      advice: `create it with: kubectl create secret generic ${secretName} --from-file=tls.crt=FILE --from-file=tls.key=FILE`,
    });
    return undefined;
  }
  const source = { resource: referenceOf(secret), origin: secret.origin, path: contentPath(secret) };
  return { name: `secret ${namespace}/${secretName}`, certificatePem, keyPem, source };
}

/**
 * The authorities' certificates in a Secret, under `tls.ca` or `ca.crt`, or under its only key if `orOnlyKey`; undefined
 * if that was reported.
 */
export function authorityOf(
  context: CompileContext,
  resource: Resource,
  secretName: string,
  path: FieldPath,
  orOnlyKey = false,
): string | undefined {
  const secret = findSecret(context, resource, namespaceOf(resource), secretName, path);
  if (!secret) return undefined;
  const [onlyKey = '', ...others] = secretKeys(secret);
  const pem =
    secretValue(secret, 'tls.ca') ??
    secretValue(secret, 'ca.crt') ??
    (orOnlyKey && others.length === 0 ? secretValue(secret, onlyKey) : undefined);
  if (pem === undefined) {
    context.reporter.error(secret, contentPath(secret), {
      code: 'secret-incomplete',
      message: `has neither tls.ca nor ca.crt, by which ${resource.kind} ${resource.metadata.name} verifies certificates`,
      advice: `create it with: kubectl create secret generic ${secretName} --from-file=ca.crt=FILE`,
    });
  }
  return pem?.toString();
}

/** The keys of a Secret, each once. */
export function secretKeys({ data = {}, stringData = {} }: ResourceOf<'Secret'>): string[] {
  return [...new Set([...Object.keys(data), ...Object.keys(stringData)])];
}

/** Where a Secret writes its keys; its name if it has none. */
export function contentPath({ data, stringData }: ResourceOf<'Secret'>): FieldPath {
  if (data !== undefined) return ['data'];
  return stringData === undefined ? ['metadata', 'name'] : ['stringData'];
}

export function findSecret(
  context: CompileContext,
  resource: Resource,
  namespace: string,
  name: string,
  path: FieldPath,
): ResourceOf<'Secret'> | undefined {
  const secret = context.find('Secret', namespace, name);
  if (!secret && !context.wasRejected({ kind: 'Secret', namespace, name })) {
    context.reporter.error(resource, path, {
      code: 'secret-not-found',
      message: `secret ${namespace}/${name} does not exist`,
      advice: 'a Secret must be in the namespace of the object that names it',
    });
  }
  return secret;
}

/** Compiles one TLSOption. An object named `default` becomes the options in force where none are named. */
export function compileTlsOption(context: CompileContext, resource: ResourceOf<'TLSOption'>): void {
  if (resource.metadata.name === 'default' && !isOnlyDefault(context, resource, 'Options')) return;
  const { spec } = resource;
  warnOfPreference(context, resource, spec.preferServerCipherSuites, ['spec']);
  const name =
    resource.metadata.name === 'default'
      ? 'default'
      : qualify(`${namespaceOf(resource)}-${resource.metadata.name}`);
  const path = ['spec', 'clientAuth', 'secretNames'];
  const clientCas = (spec.clientAuth?.secretNames ?? []).flatMap((secretName, index) => {
    const pem = authorityOf(context, resource, secretName, [...path, index]);
    return pem === undefined ? [] : [pem];
  });
  context.tlsOptions.set(name, {
    ...context.element(name, resource, ['spec']),
    clientCas,
    clientCasComplete: clientCas.length === (spec.clientAuth?.secretNames ?? []).length,
    sniStrict: spec.sniStrict ?? false,
    ...(spec.minVersion === undefined ? {} : { minVersion: spec.minVersion }),
    ...(spec.maxVersion === undefined ? {} : { maxVersion: spec.maxVersion }),
    ...(spec.cipherSuites === undefined ? {} : { cipherSuites: spec.cipherSuites }),
    ...(spec.curvePreferences === undefined ? {} : { curvePreferences: spec.curvePreferences }),
    ...(spec.disableSessionTickets === undefined
      ? {}
      : { disableSessionTickets: spec.disableSessionTickets }),
    ...(spec.alpnProtocols === undefined ? {} : { alpnProtocols: spec.alpnProtocols }),
    ...clientAuthType(context, resource, clientCas.length > 0),
  });
}

/**
 * Traefik: authorities without a type mean that a certificate is required and verified. If none of them can be read
 * there is nothing to verify with, and clients are let in without a certificate.
 */
function clientAuthType(
  context: CompileContext,
  resource: ResourceOf<'TLSOption'>,
  hasAuthorities: boolean,
): { clientAuthType?: string } {
  const { clientAuthType: written, secretNames = [] } = resource.spec.clientAuth ?? {};
  if (written !== undefined) return { clientAuthType: written };
  if (hasAuthorities) return { clientAuthType: 'RequireAndVerifyClientCert' };
  if (secretNames.length > 0) {
    context.reporter.warning(resource, ['spec', 'clientAuth'], {
      code: 'client-auth-off',
      message: 'without a readable authority and without a type, clients are not asked for a certificate',
      advice: 'write clientAuthType: RequireAndVerifyClientCert, which lets nobody in rather than everybody',
    });
  }
  return {};
}

/** Of several objects named `default`, in different namespaces, none is in force. */
function isOnlyDefault(
  context: CompileContext,
  resource: ResourceOf<'TLSOption' | 'TLSStore'>,
  noun: 'Options' | 'Stores',
): boolean {
  const namesakes = context.ofKind(resource.kind).filter(({ metadata }) => metadata.name === 'default');
  if (namesakes.length === 1) return true;
  if (namesakes.at(-1) === resource) {
    const namespaces = namesakes.map(namespaceOf).join(' ');
    context.reporter.error(resource, ['metadata', 'name'], {
      code: 'tls-default-ambiguous',
      message: `Default TLS ${noun} defined in multiple namespaces: [${namespaces}], none is in force`,
      advice: 'keep one of them',
    });
  }
  return false;
}

/** The server's order of cipher suites counts in any case (Go since 1.17). */
export function warnOfPreference(
  context: CompileContext,
  resource: Resource,
  written: boolean | undefined,
  path: FieldPath,
): void {
  if (written === undefined) return;
  const at = [...path, 'preferServerCipherSuites'];
  context.reporter.warning(resource, at, {
    code: 'option-without-effect',
    message: 'preferServerCipherSuites has no effect',
    advice: 'leave it out',
    mending: { title: 'leave it out', edit: (editor) => editor.remove(at) },
  });
}

/**
 * Compiles one TLSStore; only the one named `default` counts. Without the Secret of its default certificate its other
 * certificates are not loaded either. Before 3.7 the first of those that is missing ends the loading, and the default
 * certificate is not in force.
 */
export function compileTlsStore(context: CompileContext, resource: ResourceOf<'TLSStore'>): void {
  if (resource.metadata.name !== 'default') {
    context.reporter.warning(resource, ['metadata', 'name'], {
      code: 'tls-store-ignored',
      message: `a TLSStore named "${resource.metadata.name}" has no effect`,
      advice: 'name it default',
    });
    return;
  }
  const { defaultCertificate, certificates } = resource.spec;
  checkSupported(context, resource, resource.spec, ['spec'], TLS_STORE_GAPS);
  let own: ConfiguredCertificate | undefined;
  if (defaultCertificate) {
    const path = ['spec', 'defaultCertificate', 'secretName'];
    own = certificateOf(context, resource, defaultCertificate.secretName, path);
    if (!own) return;
  }
  for (const [index, { secretName }] of certificates.entries()) {
    const loaded = useCertificate(context, resource, secretName, [
      'spec',
      'certificates',
      index,
      'secretName',
    ]);
    if (!loaded && context.version < 307) return;
  }
  if (own && isOnlyDefault(context, resource, 'Stores')) context.defaultCertificate = own;
}
