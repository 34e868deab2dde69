import { Given, Then, When } from '@cucumber/cucumber';
import { firstFound, NotInThisWorldError, SteadyTraffic, tally } from '../lab/index.ts';
import { clientTls } from './certificates.ts';
import { expect, expectTraffic } from './support/expect.ts';
import type { RequestUrl } from './support/parameter-types.ts';
import type { Scenario } from './support/scenario.ts';

/** Milliseconds that a proxy may take to see that a client has gone. */
const CLOSE_DEADLINE_MS = 5_000;

When('a client requests {url}', async function (this: Scenario, { entryPoint, ...target }: RequestUrl) {
  await this.send({ method: 'GET', ...target }, entryPoint, {});
});

When(
  'a client requests {url} {count} times',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl, count: number) {
    await this.send({ method: 'GET', ...target }, entryPoint, { count });
  },
);

When(
  'a client requests {url} {count} times over {count} connections',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl, count: number, connections: number) {
    await this.send({ method: 'GET', ...target }, entryPoint, { count, connections });
  },
);

When(
  'a client requests {url} from controller {string}',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl, controller: string) {
    await this.send({ method: 'GET', ...target }, entryPoint, { controller });
  },
);

When(
  'a client requests {url} from entry point {string}',
  async function (this: Scenario, { entryPoint: _implied, ...target }: RequestUrl, entryPoint: string) {
    await this.send({ method: 'GET', ...target }, entryPoint, {});
  },
);

When(
  'a client at {word} requests {url}',
  async function (this: Scenario, localAddress: string, { entryPoint, ...target }: RequestUrl) {
    await this.send({ method: 'GET', ...target }, entryPoint, { localAddress });
  },
);

When(
  'a client at {word} requests {url} from entry point {string}',
  async function (
    this: Scenario,
    localAddress: string,
    { entryPoint: _implied, ...target }: RequestUrl,
    entryPoint: string,
  ) {
    await this.send({ method: 'GET', ...target }, entryPoint, { localAddress });
  },
);

When(
  'a client with {certificate} requests {url}',
  async function (this: Scenario, certificate: string, { entryPoint, ...target }: RequestUrl) {
    const tls = clientTls(this, certificate, target.host);
    await this.send({ method: 'GET', ...target }, entryPoint, { tls });
  },
);

When(
  'a client whose TLS connection is for {host} requests {url}',
  async function (this: Scenario, serverName: string, { entryPoint, ...target }: RequestUrl) {
    const tls = clientTls(this, 'no certificate', serverName);
    await this.send({ method: 'GET', ...target }, entryPoint, { tls });
  },
);

When(
  'a client that trusts any certificate requests {url}',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl) {
    await this.send({ method: 'GET', ...target }, entryPoint, { tls: { serverName: target.host } });
  },
);

When(
  'a client sends {word} {url} with a body of {count} bytes',
  async function (this: Scenario, method: string, { entryPoint, ...target }: RequestUrl, bytes: number) {
    await this.send({ method, ...target, body: Buffer.alloc(bytes, 'x') }, entryPoint, {});
  },
);

When(
  'a client sends {word} {url} with the header {string}',
  async function (this: Scenario, method: string, { entryPoint, ...target }: RequestUrl, header: string) {
    const [name = '', value = ''] = header.split(/: ?/);
    await this.send({ method, ...target, headers: { [name]: value } }, entryPoint, {});
  },
);

When(
  'a WebSocket client sends {string} to {url}',
  async function (this: Scenario, message: string, { entryPoint, ...target }: RequestUrl) {
    this.output = await this.lab.clients.askWebSocket(await this.address(entryPoint), target, message);
  },
);

Given(
  'a request to {url} that {workload} is working on',
  async function (this: Scenario, { entryPoint, ...target }: RequestUrl, workload: string) {
    await this.begin({ method: 'GET', ...target }, entryPoint, workload);
  },
);

When('the request has ended', async function (this: Scenario) {
  expect(this.underWay !== undefined, () => 'no request is under way');
  this.outcomes = [await this.underWay];
  this.underWay = undefined;
});

When('its TCP connection is over', async function (this: Scenario) {
  expect(this.waiting !== undefined, () => 'no client waits for a request');
  const { journal, controllers } = this.lab;
  if (![...controllers.values()].every(({ reports }) => reports))
    throw new NotInThisWorldError(
      'a proxy outside of this process does not tell when a TCP connection is over',
    );
  const over = () => journal.events.filter(({ kind }) => kind === 'tcp').length;
  const before = over();
  await this.waiting[Symbol.asyncDispose]();
  const isOver = await journal.until(() => over() > before, CLOSE_DEADLINE_MS);
  expect(isOver, () => `no proxy told of the end of a TCP connection within ${CLOSE_DEADLINE_MS} ms`);
});

Given(
  '{count} requests a second to {url}',
  async function (this: Scenario, perSecond: number, { entryPoint, ...target }: RequestUrl) {
    const client = await this.httpClient(target, entryPoint, { connections: 16 });
    this.steadyTraffic = new SteadyTraffic(
      () => client.send({ method: 'GET', ...target }),
      perSecond,
      this.lab.time,
    );
    await this.steadyTraffic.more(20);
  },
);

Given(
  '{count} requests a second to {url} that try the controllers {string} and {string} in turn',
  async function (
    this: Scenario,
    perSecond: number,
    { entryPoint, ...target }: RequestUrl,
    first: string,
    second: string,
  ) {
    const clients = [
      await this.httpClient(target, entryPoint, { connections: 16, controller: first }),
      await this.httpClient(target, entryPoint, { connections: 16, controller: second }),
    ];
    this.steadyTraffic = new SteadyTraffic(
      () => firstFound(clients, { method: 'GET', ...target }),
      perSecond,
      this.lab.time,
    );
    await this.steadyTraffic.more(20);
  },
);

When('{count} more requests have been answered', async function (this: Scenario, count: number) {
  expect(this.steadyTraffic !== undefined, () => 'no traffic is running');
  await this.steadyTraffic.more(count);
});

When('the traffic ends', async function (this: Scenario) {
  expect(this.steadyTraffic !== undefined, () => 'no traffic is running');
  this.outcomes = await this.steadyTraffic.stop();
  this.steadyTraffic = undefined;
});

Then('no request failed', async function (this: Scenario) {
  const failed = this.outcomes.filter((outcome) => 'error' in outcome || outcome.status >= 400);
  expect(this.outcomes.length > 0, () => 'nothing was sent');
  await expectTraffic(this, failed.length === 0, () => {
    const why = tally(
      failed.map((outcome) => ('error' in outcome ? outcome.error.message : `${outcome.status}`)),
    );
    const reasons = [...why].map(([reason, count]) => `${count} times ${reason}`).join(', ');
    return `${failed.length} of ${this.outcomes.length} requests failed: ${reasons}`;
  });
});
