import { CertificateAuthority } from './authority.ts';
import { DAY_MS, type Identity, type IdentityRequest, mintIdentity } from './identity.ts';
import { firstSerialNumber } from './serial-number.ts';

/** Makes an identity as `request` asks, but with one thing wrong. `authority` is the one that peers trust. */
export type BadIdentityMaker = (authority: CertificateAuthority, request: IdentityRequest) => Identity;

const WRONG_NAME = 'wrong.invalid';

function fromNow(authority: CertificateAuthority, days: number): Date {
  return new Date(authority.now().getTime() + days * DAY_MS);
}

/** Ended a day ago, after a year. */
const expired: BadIdentityMaker = (authority, request) =>
  authority.issue({ ...request, notBefore: fromNow(authority, -366), notAfter: fromNow(authority, -1) });

/** Begins in a day. */
const notYetValid: BadIdentityMaker = (authority, request) =>
  authority.issue({ ...request, notBefore: fromNow(authority, 1), notAfter: fromNow(authority, 366) });

/**
 * Signed by another authority, which even has the name of the trusted one: a client that offers only certificates
 * from the authorities that a server lists (Go's does) then still offers this one, and the server has to refuse it.
 */
const otherAuthority: BadIdentityMaker = (authority, request) =>
  new CertificateAuthority({
    commonName: authority.commonName,
    keyType: authority.keyType,
    clock: () => authority.now(),
  }).issue(request);

/** Common name and subjectAltName are `wrong.invalid`, a name that no host has (RFC 2606 §2). */
const wrongName: BadIdentityMaker = (authority, request) =>
  authority.issue({ ...request, commonName: WRONG_NAME, subjectAltNames: [WRONG_NAME] });

/** Allowed to serve, not to be a client. */
const serverOnly: BadIdentityMaker = (authority, request) => authority.issue({ ...request, usage: 'server' });

/** Signed by its own key and by no authority. */
const selfSigned: BadIdentityMaker = (authority, request) =>
  mintIdentity({
    request,
    now: authority.now(),
    keyType: authority.keyType,
    serialNumber: firstSerialNumber(),
  });

/** Identities that a peer has to refuse, by what is wrong with them. */
export const badIdentities = {
  expired,
  notYetValid,
  otherAuthority,
  wrongName,
  serverOnly,
  selfSigned,
} satisfies Record<string, BadIdentityMaker>;

export type BadIdentityKind = keyof typeof badIdentities;
