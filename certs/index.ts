export { CertificateAuthority, type CertificateAuthorityOptions } from './authority.ts';
export { type BadIdentityKind, type BadIdentityMaker, badIdentities } from './bad-identities.ts';
export { CertificateError, type CertificateErrorCode } from './errors.ts';
export type { CertificateUsage } from './extensions.ts';
export type { Identity, IdentityRequest } from './identity.ts';
export type { KeyType } from './key-pair.ts';
export { secretManifest } from './secret-manifest.ts';
export { type WriteOptions, type WrittenFile, writeCertificates } from './write.ts';
