import {
  type BadIdentityKind,
  badIdentities,
  CertificateAuthority,
  type Identity,
  type IdentityRequest,
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
    return this.#issue(commonName, 'client', kind);
  }

  #issue(commonName: string, usage: 'server' | 'client', fault?: BadIdentityKind): Identity {
    const key = `${fault ?? 'good'} ${usage} ${commonName}`;
    const request: IdentityRequest = { commonName, subjectAltNames: [commonName], usage };
    const known =
      issued.get(key) ??
      (fault === undefined ? this.authority.issue(request) : badIdentities[fault](this.authority, request));
    issued.set(key, known);
    return known;
  }
}

function isBadIdentityKind(kind: string): kind is BadIdentityKind {
  return Object.hasOwn(badIdentities, kind);
}
