import {
  type BadIdentityKind,
  badIdentities,
  CertificateAuthority,
  type Identity,
} from '../../certs/index.ts';

/** Made at its first use and kept for the run. ECDSA, because a scenario should not wait for RSA keys. */
let authority: CertificateAuthority | undefined;

/** By what they are for. A certificate says the same in each scenario of a run, so it is issued once. */
const issued = new Map<string, Identity>();

/** The certificates of a scenario: issued on demand by the run's authority, never written anywhere. */
export class Identities {
  get authority(): CertificateAuthority {
    authority ??= new CertificateAuthority({ commonName: 'MongoDB CA', keyType: 'ecdsa' });
    return authority;
  }

  server(host: string): Identity {
    return this.#issue(host, 'server');
  }

  client(commonName: string): Identity {
    return this.#issue(commonName, 'client');
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

  #issue(commonName: string, usage: 'server' | 'client'): Identity {
    const known =
      issued.get(`${usage} ${commonName}`) ??
      this.authority.issue({ commonName, subjectAltNames: [commonName], usage });
    issued.set(`${usage} ${commonName}`, known);
    return known;
  }
}

function isBadIdentityKind(kind: string): kind is BadIdentityKind {
  return Object.hasOwn(badIdentities, kind);
}
