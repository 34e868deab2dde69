import { parseAllDocuments } from 'yaml';
import type { ManifestText, Resource } from '../../engine/core.ts';

/** Where objects of other controllers say which Secret they will make. */
const MAKERS: readonly (readonly [kind: string, ...paths: string[]])[] = [
  // cert-manager.io
  ['Certificate', 'spec.secretName'],
  // external-secrets.io; the Secret has the object's own name unless another is written
  ['ExternalSecret', 'spec.target.name', 'metadata.name'],
  // bitnami.com
  ['SealedSecret', 'spec.template.metadata.name', 'metadata.name'],
];

const MENTION = /^\s*kind:\s*["']?(?:Certificate|ExternalSecret|SealedSecret)\b/m;

/** By these annotations cert-manager makes the Secrets that an Ingress names. */
const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/** The Secrets, as `namespace/name`, that are not among manifests and will be made from what is. */
export function promisedSecrets(
  texts: readonly ManifestText[],
  resources: readonly Resource[],
  namespace = 'default',
): ReadonlySet<string> {
  const promised = new Set<string>();
  for (const { text } of texts.filter(({ text }) => MENTION.test(text))) {
    for (const document of parseAllDocuments(text)) {
      for (const [kind, ...paths] of MAKERS) {
        if (textAt(document, 'kind') !== kind) continue;
        const name = paths.map((path) => textAt(document, path)).find((found) => found !== undefined);
        promised.add(`${textAt(document, 'metadata.namespace') ?? namespace}/${name}`);
      }
    }
  }
  for (const resource of resources) {
    if (resource.kind !== 'Ingress') continue;
    const { metadata, spec } = resource;
    if (!ISSUERS.some((issuer) => issuer in metadata.annotations)) continue;
    for (const { secretName } of spec?.tls ?? []) promised.add(`${metadata.namespace}/${secretName}`);
  }
  return promised;
}

function textAt(document: { getIn(path: Iterable<unknown>): unknown }, path: string): string | undefined {
  const value = document.getIn(path.split('.'));
  return typeof value === 'string' ? value : undefined;
}
