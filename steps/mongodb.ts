import { Then, When } from '@cucumber/cucumber';
import { runMongosh } from '../lab/index.ts';
import { clientTls } from './certificates.ts';
import { expect } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

/** Milliseconds that a client tries to reach a server before it gives up; refused ones wait this long. */
const GIVE_UP_MS = 10_000;
const PATIENCE_OF_REFUSED_MS = 1_000;

When(
  'a MongoDB client connects to {host} on entry point {string}',
  async function (this: Scenario, name: string, entryPoint: string) {
    await this.useMongo(this.lab.clients.mongo(await this.address(entryPoint), name, undefined, GIVE_UP_MS));
  },
);

When(
  'a MongoDB client with {certificate} connects to {host} on entry point {string}',
  async function (this: Scenario, certificate: string, name: string, entryPoint: string) {
    const tls = clientTls(this, certificate, name);
    await this.useMongo(this.lab.clients.mongo(await this.address(entryPoint), name, tls, GIVE_UP_MS));
  },
);

When(
  'a MongoDB client with {certificate} tries {host} on entry point {string}',
  async function (this: Scenario, certificate: string, name: string, entryPoint: string) {
    const tls = clientTls(this, certificate, name);
    await this.useMongo(
      this.lab.clients.mongo(await this.address(entryPoint), name, tls, PATIENCE_OF_REFUSED_MS),
    );
  },
);

When(
  'a plain MongoDB client tries {host} on entry point {string}',
  async function (this: Scenario, name: string, entryPoint: string) {
    await this.useMongo(
      this.lab.clients.mongo(await this.address(entryPoint), name, undefined, PATIENCE_OF_REFUSED_MS),
    );
  },
);

When(
  'a MongoDB client inserts {string} into {string} through entry point {string}',
  async function (this: Scenario, json: string, where: string, entryPoint: string) {
    const [database = '', collection = ''] = where.split('.');
    const session = this.lab.clients.mongo(
      await this.address(entryPoint),
      'mongo.local',
      undefined,
      GIVE_UP_MS,
    );
    try {
      this.output = await session.insertAndRead(database, collection, JSON.parse(json));
    } finally {
      await session.close();
    }
  },
);

When(
  'mongosh runs {string} against {host} on entry point {string}',
  async function (this: Scenario, script: string, name: string, entryPoint: string) {
    this.output = await runMongosh({ address: await this.address(entryPoint), name, script });
  },
);

When(
  'mongosh with {certificate} runs {string} against {host} on entry point {string}',
  async function (this: Scenario, certificate: string, script: string, name: string, entryPoint: string) {
    const tls = clientTls(this, certificate, name);
    this.output = await runMongosh({ address: await this.address(entryPoint), name, script, tls });
  },
);

Then('it lists the databases {string}', function (this: Scenario, names: string) {
  expect(this.refusal === undefined, () => `the client failed: ${this.refusal?.message}`);
  const listed = new Set(this.output.split(/[\s,]+/));
  const missing = names.split(', ').filter((name) => !listed.has(name));
  expect(missing.length === 0, () => `${missing.join(', ')} missing from: ${this.output}`);
});

Then('it cannot connect', function (this: Scenario) {
  expect(this.refusal !== undefined, () => `it connected and read: ${this.output}`);
});

Then('it reads {string}', function (this: Scenario, text: string) {
  expect(this.output.includes(text), () => `it read: ${this.output}`);
});
