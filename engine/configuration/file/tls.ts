import type { CompileContext } from '../context.ts';
import { checkSupported, TLS_STORE_GAPS } from '../not-supported.ts';
import { warnOfPreference } from '../tls.ts';
import { certificateOf, contentOf } from './contents.ts';
import { type FileResource, type FileSpec, optionsName } from './names.ts';

/** Compiles the part `tls` of a file. Of the stores only the one called default is read, as in Traefik. */
export function compileFileTls(
  context: CompileContext,
  resource: FileResource,
  { certificates, options, stores }: NonNullable<FileSpec['tls']>,
): void {
  certificates.forEach((written, index) => {
    const certificate = certificateOf(resource, written, ['spec', 'tls', 'certificates', index]);
    if (certificate) context.certificates.set(certificate.name, certificate);
  });
  for (const [name, store] of Object.entries(stores)) {
    const path = ['spec', 'tls', 'stores', name, 'defaultCertificate'];
    if (name !== 'default') {
      context.reporter.warning(resource, ['spec', 'tls', 'stores', name], {
        code: 'tls-store-ignored',
        message: `a TLS store named "${name}" has no effect`,
        advice: 'name it default',
      });
      continue;
    }
    checkSupported(context, resource, store, ['spec', 'tls', 'stores', name], TLS_STORE_GAPS);
    if (store.defaultCertificate) {
      context.defaultCertificate = certificateOf(resource, store.defaultCertificate, path);
    }
  }
  for (const [name, written] of Object.entries(options)) {
    const path = ['spec', 'tls', 'options', name];
    warnOfPreference(context, resource, written.preferServerCipherSuites, path);
    const { clientAuth, minVersion, maxVersion, cipherSuites, curvePreferences, alpnProtocols } = written;
    const clientCas = (clientAuth?.caFiles ?? []).flatMap((file) => contentOf(resource, file) ?? []);
    const type = clientAuth?.clientAuthType || (clientCas.length > 0 ? 'RequireAndVerifyClientCert' : '');
    const qualified = optionsName(name);
    context.tlsOptions.set(qualified, {
      ...context.element(qualified, resource, path),
      clientCas,
      clientCasComplete: clientCas.length === (clientAuth?.caFiles.length ?? 0),
      sniStrict: written.sniStrict ?? false,
      ...(type === '' ? {} : { clientAuthType: type }),
      ...(minVersion === undefined ? {} : { minVersion }),
      ...(maxVersion === undefined ? {} : { maxVersion }),
      ...(cipherSuites === undefined ? {} : { cipherSuites }),
      ...(curvePreferences === undefined ? {} : { curvePreferences }),
      ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
      ...(written.disableSessionTickets === undefined
        ? {}
        : { disableSessionTickets: written.disableSessionTickets }),
    });
  }
}
