import type { FieldPath } from '../../resources/origin.ts';
import { isPath } from '../../resources/referenced-files.ts';
import { referenceOf } from '../../resources/resource.ts';
import type { ConfiguredCertificate, ServerTrust } from '../model.ts';
import type { FileResource } from './names.ts';

/** The content that a field names or writes out; undefined if it names a file that cannot be read, which was reported. */
export function contentOf(resource: FileResource, written: string | undefined): string | undefined {
  if (written === undefined || written === '') return undefined;
  return isPath(written) ? resource.files[written] : written;
}

interface WrittenCertificate {
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** A certificate and its key; undefined if one of them is missing or cannot be read. */
export function certificateOf(
  resource: FileResource,
  { certFile, keyFile }: WrittenCertificate,
  path: FieldPath,
): ConfiguredCertificate | undefined {
  const certificatePem = contentOf(resource, certFile);
  const keyPem = contentOf(resource, keyFile);
  if (certificatePem === undefined || keyPem === undefined) return undefined;
  const name = isPath(certFile ?? '') ? `file ${certFile}` : `${resource.origin.file} ${path.join('.')}`;
  return {
    name,
    certificatePem,
    keyPem,
    source: { resource: referenceOf(resource), origin: resource.origin, path },
  };
}

interface WrittenTrust {
  readonly serverName?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  readonly rootCAs: readonly string[];
  readonly certificates: readonly WrittenCertificate[];
  readonly peerCertURI?: string | undefined;
}

/** How a file says that servers are trusted. */
export function trustOf(resource: FileResource, written: WrittenTrust, path: FieldPath): ServerTrust {
  const { serverName, insecureSkipVerify = false, rootCAs, certificates, peerCertURI } = written;
  return {
    ...(serverName ? { serverName } : {}),
    insecureSkipVerify,
    rootCas: rootCAs.flatMap((authority) => contentOf(resource, authority) ?? []),
    certificates: certificates.flatMap(
      (certificate, index) => certificateOf(resource, certificate, [...path, 'certificates', index]) ?? [],
    ),
    ...(peerCertURI ? { peerCertUri: peerCertURI } : {}),
  };
}
