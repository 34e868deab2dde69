import { Given, Then, When } from '@cucumber/cucumber';
import { targetInContainer } from '../lab/index.ts';
import { expect, expectTraffic } from './support/expect.ts';
import type { RequestUrl } from './support/parameter-types.ts';
import type { Scenario } from './support/scenario.ts';

/**
 * The proxy is a container in the network of the pods: no relay of the lab stands between them, and they see its address.
 * Comes before the manifests. What only the lab's own engine, or a relay, can tell skips the rest of the scenario.
 */
Given('the proxy runs in a container beside its backends', async function (this: Scenario) {
  const { target } = this.lab;
  if (!target.isInNetwork) this.lab.useTarget(await targetInContainer(target.name));
});

/** A container with an address of its own in the network of the pods; steps that send from there start it, too. */
Given('a client in the network', async function (this: Scenario) {
  await this.network.client();
});

When(
  'the client in the network requests {url}',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl) {
    await this.network.send({ method: 'GET', ...target }, entryPoint, 1);
  },
);

When(
  'the client in the network requests {url} {count} times',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl, count: number) {
    await this.network.send({ method: 'GET', ...target }, entryPoint, count);
  },
);

When(
  'the UDP client in the network sends {string} {count} times to entry point {string}',
  async function (this: Scenario, datagram: string, count: number, entryPoint: string) {
    const client = await this.network.client();
    const sent = Array.from({ length: count }, () => datagram);
    const answers = await client.ask(await this.network.address(entryPoint), sent);
    this.datagrams = answers.map((answer) => answer ?? 'no answer');
  },
);

/**
 * A line of the body such as whoami's `RemoteAddr: 172.18.0.2:40312`, or a header that it tells, without the port: the
 * address of `the proxy`, of `the client in the network`, or of `this machine` in that network.
 */
Then(
  'the line {string} of the body has the address of {peer}',
  async function (this: Scenario, name: string, peer: string) {
    const wanted = await this.network.addressOf(peer);
    const lines = this.answer.body.split(/\r?\n/).filter((line) => line.startsWith(`${name}: `));
    const seen = lines.map((line) => line.slice(name.length + 2).replace(/:\d+$/, ''));
    await expectTraffic(
      this,
      seen.length > 0 && seen.every((address) => address === wanted),
      () => `${name} is ${seen.join(' and ') || 'not there'}, and ${peer} has ${wanted}`,
    );
  },
);

Then('the body has no line {string}', function (this: Scenario, name: string) {
  const { body } = this.answer;
  expect(!body.split(/\r?\n/).some((line) => line.startsWith(`${name}: `)), () => `the body is:\n${body}`);
});
