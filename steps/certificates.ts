import { Given, Then, When } from '@cucumber/cucumber';
import { secretManifest } from '../certs/index.ts';
import { type ClientTls, probeTls } from '../lab/index.ts';
import { expect } from './support/expect.ts';
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

When(
  'a client with {certificate} opens TLS to {host} on entry point {string}',
  async function (this: Scenario, certificate: string, serverName: string, entryPoint: string) {
    const tls = clientTls(this, certificate, serverName);
    this.tls = await probeTls(await this.address(entryPoint), tls, this.greeting);
  },
);

When(
  'a client with {certificate} opens TLS 1.2 to {host} on entry point {string}',
  async function (this: Scenario, certificate: string, serverName: string, entryPoint: string) {
    const tls: ClientTls = { ...clientTls(this, certificate, serverName), maxVersion: 'TLSv1.2' };
    this.tls = await probeTls(await this.address(entryPoint), tls, this.greeting);
  },
);

Then('the TLS connection is accepted', function (this: Scenario) {
  expect(
    this.tls?.accepted === true,
    () => `refused: ${this.tls?.error ?? 'the server closed the connection'}`,
  );
});

Then('the TLS connection is refused with alert {int}', function (this: Scenario, alert: number) {
  expect(this.tls?.accepted === false, () => 'the connection was accepted');
  expect(
    this.tls.alert === alert,
    () =>
      `alert ${this.tls?.alert ?? 'none'}; the client says: ${this.tls?.error ?? 'the connection was closed'}`,
  );
});

/** The certificate a client shows, by the words of a step. */
export function clientTls(scenario: Scenario, certificate: string, serverName: string): ClientTls {
  const { identities } = scenario;
  const ca = identities.authority.certificatePem;
  if (certificate === 'no certificate') return { serverName, ca };
  const identity =
    certificate === 'good' ? identities.client('mongo-client') : identities.bad(certificate, 'mongo-client');
  return { serverName, ca, identity };
}
