import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { secretManifest } from '../certs/index.ts';
import type { ClientTls, TlsVersion } from '../lab/index.ts';
import { expect, rowsOf } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Given(
  'the secret {string} in namespace {string} with a server certificate for {host}',
  async function (this: Scenario, secret: string, namespace: string, host: string) {
    await this.apply(secretManifest(secret, this.identities.server(host)), {
      file: `${secret}.yaml`,
      namespace,
    });
  },
);

Given(
  'the secret {string} in namespace {string} with {certificate} of a client',
  async function (this: Scenario, secret: string, namespace: string, certificate: string) {
    expect(certificate !== 'no certificate', () => 'a secret with no certificate has nothing in it');
    const identity = identityOf(this, certificate, 'client.test');
    await this.apply(secretManifest(secret, identity), { file: `${secret}.yaml`, namespace });
  },
);

When(
  'a client with {certificate} opens TLS to {host} on entry point {string}',
  async function (this: Scenario, certificate: string, serverName: string, entryPoint: string) {
    const tls = clientTls(this, certificate, serverName);
    this.tls = await this.lab.clients.probeTls(
      await this.address(entryPoint),
      tls,
      this.greeting(entryPoint),
    );
  },
);

When(
  'a client opens TLS to {host} on entry point {string} with:',
  async function (this: Scenario, serverName: string, entryPoint: string, table: DataTable) {
    const tls = { ...clientTls(this, 'no certificate', serverName), ...offered(rowsOf(table)) };
    this.tls = await this.lab.clients.probeTls(
      await this.address(entryPoint),
      tls,
      this.greeting(entryPoint),
    );
  },
);

When(
  'a client that trusts any certificate opens TLS to {host} on entry point {string}',
  async function (this: Scenario, serverName: string, entryPoint: string) {
    this.tls = await this.lab.clients.probeTls(
      await this.address(entryPoint),
      { serverName },
      this.greeting(entryPoint),
    );
  },
);

When(
  'a PostgreSQL client opens TLS to {host} on entry point {string}',
  async function (this: Scenario, serverName: string, entryPoint: string) {
    const tls = { ...clientTls(this, 'no certificate', serverName), asPostgres: true };
    this.tls = await this.lab.clients.probeTls(
      await this.address(entryPoint),
      tls,
      this.greeting(entryPoint),
    );
  },
);

When(
  'a client with {certificate} opens TLS 1.2 to {host} on entry point {string}',
  async function (this: Scenario, certificate: string, serverName: string, entryPoint: string) {
    const tls: ClientTls = { ...clientTls(this, certificate, serverName), maxVersion: 'TLSv1.2' };
    this.tls = await this.lab.clients.probeTls(
      await this.address(entryPoint),
      tls,
      this.greeting(entryPoint),
    );
  },
);

Then('the TLS connection is accepted', function (this: Scenario) {
  expect(
    this.tls?.accepted === true,
    () => `refused: ${this.tls?.error ?? 'the server closed the connection'}`,
  );
});

Then('the TLS connection uses:', function (this: Scenario, table: DataTable) {
  const { tls } = this;
  expect(tls?.accepted === true, () => `refused: ${tls?.error ?? 'the server closed the connection'}`);
  const seen: Record<string, string | undefined> = {
    version: tls.version?.replace('TLSv', ''),
    suite: tls.suite,
    protocol: tls.protocol ?? 'none',
    certificate: tls.serverCertificate,
  };
  for (const [what = '', wanted] of rowsOf(table)) {
    const known = Object.keys(seen).join(', ');
    expect(Object.hasOwn(seen, what), () => `a TLS connection has no "${what}"; it has ${known}`);
    expect(seen[what] === wanted, () => `${what} is ${seen[what]}, not ${wanted}`);
  }
});

Then('the TLS connection is refused with alert {int}', function (this: Scenario, alert: number) {
  expect(this.tls?.accepted === false, () => 'the connection was accepted');
  expect(
    this.tls.alert === alert,
    () =>
      `alert ${this.tls?.alert ?? 'none'}; the client says: ${this.tls?.error ?? 'the connection was closed'}`,
  );
});

/** What a client offers, by the rows of a table; versions as `1.2`, lists with commas, suites as OpenSSL names them. */
function offered(rows: string[][]): Partial<ClientTls> {
  const values = new Map(rows.map(([what = '', value = '']) => [what, value]));
  const take = (what: string): string | undefined => {
    const value = values.get(what);
    values.delete(what);
    return value;
  };
  const [version, suites, protocols] = [take('version'), take('suites'), take('protocols')];
  const [unknown] = values.keys();
  expect(unknown === undefined, () => `a client offers version, suites and protocols, not ${unknown}`);
  return {
    ...(version === undefined ? {} : { minVersion: tlsVersion(version), maxVersion: tlsVersion(version) }),
    ...(suites === undefined ? {} : { suites: suites.split(/, ?/) }),
    ...(protocols === undefined ? {} : { protocols: protocols.split(/, ?/) }),
  };
}

function tlsVersion(version: string): TlsVersion {
  const name = (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).find(
    (candidate) => candidate === `TLSv${version}`.replace(/\.0$/, ''),
  );
  expect(name !== undefined, () => `there is no TLS ${version}; write 1.0, 1.1, 1.2 or 1.3`);
  return name;
}

/** The certificate a client shows, by the words of a step. */
export function clientTls(scenario: Scenario, certificate: string, serverName: string): ClientTls {
  const ca = scenario.identities.authority.certificatePem;
  if (certificate === 'no certificate') return { serverName, ca };
  return { serverName, ca, identity: identityOf(scenario, certificate, 'mongo-client') };
}

function identityOf({ identities }: Scenario, certificate: string, name: string) {
  return certificate === 'good' ? identities.client(name) : identities.bad(certificate, name);
}
