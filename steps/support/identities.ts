import {
  type BadIdentityKind,
  badIdentities,
  CertificateAuthority,
  type Identity,
} from '../../certs/index.ts';

/** The certificates of one scenario: made on demand, never written anywhere. */
export class Identities {
  #authority: CertificateAuthority | undefined;

  /** ECDSA, because a scenario should not wait for RSA keys. */
  get authority(): CertificateAuthority {
    this.#authority ??= new CertificateAuthority({ commonName: 'MongoDB CA', keyType: 'ecdsa' });
    return this.#authority;
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
