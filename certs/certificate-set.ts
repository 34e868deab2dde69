import { randomBytes } from 'node:crypto';
import { CertificateAuthority } from './authority.ts';
import { type BadIdentityKind, badIdentities } from './bad-identities.ts';
import { DAY_MS, type Identity, type IdentityRequest } from './identity.ts';
import type { KeyType } from './key-pair.ts';
import { secretManifest } from './secret-manifest.ts';

export interface CertificateSetOptions {
  /** DNS names or IP addresses of the server; the first is its common name. Default: `mongo.local`. */
  readonly hosts?: readonly [string, ...string[]];
  /** Default: `rsa`. */
  readonly keyType?: KeyType;
  /** Validity of the server's and the client's certificate in days from now. Default: 365. */
  readonly days?: number;
  /** Encrypts the authority's key. Default: a random one, which the set then holds as `ca.passphrase`. */
  readonly passphrase?: string;
  readonly clock?: () => Date;
}

/** A file to be written. */
export interface CertificateFile {
  /** Relative to the directory, with `/`. */
  readonly name: string;
  readonly description: string;
  readonly content: string;
  /** For its owner's eyes only. */
  readonly secret: boolean;
}

const SECRET_NAME = 'traefik-mongo-certs';
/** Name of the file that holds a passphrase that nobody chose. */
export const PASSPHRASE_FILE = 'ca.passphrase';

interface BadVariant {
  readonly kind: BadIdentityKind;
  readonly file: string;
  readonly description: string;
}

const badOfBoth: readonly BadVariant[] = [
  { kind: 'expired', file: 'expired', description: 'expired yesterday' },
  { kind: 'notYetValid', file: 'not-yet-valid', description: 'valid from tomorrow' },
  { kind: 'otherAuthority', file: 'other-authority', description: 'signed by another authority' },
  { kind: 'selfSigned', file: 'self-signed', description: 'signed by itself' },
];
const badServers: readonly BadVariant[] = [
  ...badOfBoth,
  { kind: 'wrongName', file: 'wrong-name', description: 'for another name' },
];
const badClients: readonly BadVariant[] = [
  ...badOfBoth,
  { kind: 'serverOnly', file: 'server-only', description: 'not allowed to be a client' },
];

function identityFiles(base: string, role: string, identity: Identity): readonly CertificateFile[] {
  return [
    {
      name: `${base}.key`,
      description: `private key of the ${role}`,
      content: identity.keyPem,
      secret: true,
    },
    {
      name: `${base}.crt`,
      description: `certificate of the ${role}`,
      content: identity.certificatePem,
      secret: false,
    },
  ];
}

function requestFile(base: string, role: string, identity: Identity): CertificateFile {
  return {
    name: `${base}.csr`,
    description: `signing request of the ${role}`,
    content: identity.csrPem,
    secret: false,
  };
}

function bundleFile(base: string, role: string, identity: Identity): CertificateFile {
  return {
    name: `${base}.pem`,
    description: `certificate and private key of the ${role}`,
    content: identity.bundlePem,
    secret: true,
  };
}

function badFiles(
  authority: CertificateAuthority,
  server: IdentityRequest,
  client: IdentityRequest,
): readonly CertificateFile[] {
  const servers = badServers.flatMap(({ kind, file, description }) => {
    const identity = badIdentities[kind](authority, server);
    return identityFiles(`bad/mongo-server-${file}`, `bad server: ${description}`, identity);
  });
  const clients = badClients.flatMap(({ kind, file, description }) => {
    const identity = badIdentities[kind](authority, client);
    const base = `bad/mongo-client-${file}`;
    const role = `bad client: ${description}`;
    return [...identityFiles(base, role, identity), bundleFile(base, role, identity)];
  });
  return [...servers, ...clients];
}

function authorityFiles(
  authority: CertificateAuthority,
  passphrase: string | undefined,
): readonly CertificateFile[] {
  const random = passphrase === undefined ? randomBytes(24).toString('base64url') : undefined;
  const key = authority.encryptedKeyPem(passphrase ?? random ?? '');
  return [
    {
      name: 'ca.crt',
      description: 'certificate of the authority',
      content: authority.certificatePem,
      secret: false,
    },
    {
      name: 'ca.key',
      description: 'private key of the authority, AES-256 encrypted',
      content: key,
      secret: true,
    },
    {
      name: 'ca.srl',
      description: 'serial number used last',
      content: `${authority.lastSerialNumber}\n`,
      secret: false,
    },
    ...(random === undefined
      ? []
      : [
          {
            name: PASSPHRASE_FILE,
            description: 'passphrase of ca.key',
            content: `${random}\n`,
            secret: true,
          },
        ]),
  ];
}

/**
 * Makes an authority, a server, a client, the bad variants of both, and a Kubernetes Secret of the server's.
 * @throws CertificateError `invalid-name`, `invalid-validity`, `invalid-passphrase`.
 */
export function certificateSet(options: CertificateSetOptions = {}): readonly CertificateFile[] {
  const { hosts = ['mongo.local'], keyType = 'rsa', days = 365, passphrase, clock } = options;
  const authority = new CertificateAuthority({ keyType, ...(clock ? { clock } : {}) });
  const notAfter = new Date(authority.now().getTime() + days * DAY_MS);
  const serverRequest: IdentityRequest = {
    commonName: hosts[0],
    subjectAltNames: hosts,
    usage: 'server',
    notAfter,
  };
  const clientRequest: IdentityRequest = {
    commonName: 'mongo-client',
    subjectAltNames: ['mongo-client'],
    usage: 'client',
    notAfter,
  };
  const server = authority.issue(serverRequest);
  const client = authority.issue(clientRequest);
  const bad = badFiles(authority, serverRequest, clientRequest);
  return [
    ...authorityFiles(authority, passphrase),
    ...identityFiles('mongo-server', 'server', server),
    requestFile('mongo-server', 'server', server),
    ...identityFiles('mongo-client', 'client', client),
    requestFile('mongo-client', 'client', client),
    bundleFile('mongo-client', 'client', client),
    {
      name: `${SECRET_NAME}.secret.yaml`,
      description: `Kubernetes Secret ${SECRET_NAME}: tls.crt, tls.key, ca.crt`,
      content: secretManifest(SECRET_NAME, server),
      secret: true,
    },
    ...bad,
  ];
}
