import {
  type BadIdentityKind,
  badIdentities,
  CertificateAuthority,
  type Identity,
} from '../../certs/index.ts';

/** Made at its first use and kept for the run. ECDSA, because a scenario should not wait for RSA keys. */
let authority: CertificateAuthority | undefined;

/** The certificates of a scenario: issued on demand by the run's authority, never written anywhere. */
export class Identities {
  get authority(): CertificateAuthority {
    authority ??= new CertificateAuthority({ commonName: 'MongoDB CA', keyType: 'ecdsa' });
    return authority;
  }

  server(host: string): Identity {
    return this.authority.issue({ commonName: host, subjectAltNames: [host], usage: 'server' });
  }

  client(commonName: string): Identity {
    return this.authority.issue({ commonName, subjectAltNames: [commonName], usage: 'client' });
  }

  /** A client certificate with one thing wrong. */
  bad(kind: string, commonName: string): Identity {
    if (!isBadIdentityKind(kind)) {
      throw new Error(
        `there is no "${kind}" certificate; choose one of ${Object.keys(badIdentities).join(', ')}`,
      );
    }
    return badIdentities[kind](this.authority, {
      commonName,
      subjectAltNames: [commonName],
      usage: 'client',
    });
  }
}

function isBadIdentityKind(kind: string): kind is BadIdentityKind {
  return Object.hasOwn(badIdentities, kind);
}
