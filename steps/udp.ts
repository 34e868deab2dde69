import { Then, When } from '@cucumber/cucumber';
import { runLengths, tally } from '../lab/index.ts';
import { expect } from './support/expect.ts';
import { podAddress } from './support/pod-address.ts';
import type { Scenario } from './support/scenario.ts';

/** Lines of a WHO answer that names the pod. */
function hostname(answer: string): string {
  return /^Hostname: (.*)$/m.exec(answer)?.[1] ?? answer;
}

When(
  'a UDP client sends {string} to entry point {string}',
  async function (this: Scenario, datagram: string, entryPoint: string) {
    await using client = await this.lab.clients.udp(await this.address(entryPoint));
    this.datagrams = [(await client.ask(datagram)) ?? 'no answer'];
  },
);

When(
  'a UDP client sends {string} {count} times to entry point {string}',
  async function (this: Scenario, datagram: string, count: number, entryPoint: string) {
    await using client = await this.lab.clients.udp(await this.address(entryPoint));
    this.datagrams = [];
    for (let sent = 0; sent < count; sent += 1)
      this.datagrams.push((await client.ask(datagram)) ?? 'no answer');
  },
);

When(
  '{count} UDP clients each send {string} to entry point {string} one after another',
  async function (this: Scenario, count: number, datagram: string, entryPoint: string) {
    const address = await this.address(entryPoint);
    this.datagrams = [];
    for (let index = 0; index < count; index += 1) {
      await using client = await this.lab.clients.udp(address);
      this.datagrams.push((await client.ask(datagram)) ?? 'no answer');
    }
  },
);

When(
  '{count} UDP clients each send {string} to entry point {string} at once',
  async function (this: Scenario, count: number, datagram: string, entryPoint: string) {
    const address = await this.address(entryPoint);
    const clients = await Promise.all(Array.from({ length: count }, () => this.lab.clients.udp(address)));
    const answers = await Promise.all(clients.map((client) => client.ask(datagram, 15_000)));
    this.datagrams = answers.map((answer) => answer ?? 'no answer');
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  },
);

When(
  'a UDP client sends {string} straight to a pod of {workload}',
  async function (this: Scenario, datagram: string, workload: string) {
    await using client = await this.lab.clients.udp(podAddress(this.lab.world, workload));
    this.datagrams = [(await client.ask(datagram)) ?? 'no answer'];
  },
);

Then('the datagram answered is {string}', function (this: Scenario, expected: string) {
  expect(
    this.datagrams.at(-1)?.trimEnd() === expected,
    () => `answered: ${JSON.stringify(this.datagrams.at(-1))}`,
  );
});

Then('the datagram answered has the line {string}', function (this: Scenario, pattern: string) {
  const lines = (this.datagrams.at(-1) ?? '').split('\n');
  expect(
    lines.some((line) => new RegExp(`^(?:${pattern})$`).test(line)),
    () => `answered: ${JSON.stringify(lines)}`,
  );
});

Then('every datagram was answered', function (this: Scenario) {
  const lost = this.datagrams.filter((answer) => answer === 'no answer').length;
  expect(
    this.datagrams.length > 0 && lost === 0,
    () => `${lost} of ${this.datagrams.length} datagrams got no answer`,
  );
});

Then('one pod answered every datagram', function (this: Scenario) {
  const pods = tally(this.datagrams.map(hostname));
  expect(
    pods.size === 1 && !pods.has('no answer'),
    () => `the answers came from: ${runLengths(this.datagrams.map(hostname)) || 'nobody, nothing was sent'}`,
  );
});

Then('the pods of {workload} took turns', function (this: Scenario, workload: string) {
  const seen = this.datagrams.map(hostname);
  const pods = this.lab.world
    .pods()
    .filter((pod) => pod.workload === workload)
    .map((pod) => pod.name);
  const turns = seen.every(
    (pod, index) => pods.includes(pod) && (index < pods.length || pod === seen[index - pods.length]),
  );
  const firstRound = new Set(seen.slice(0, pods.length));
  expect(
    turns && firstRound.size === pods.length,
    () => `the pods are ${pods.join(', ') || 'none'}; the answers came from: ${runLengths(seen) || 'nobody'}`,
  );
});
