import { Given, When } from '@cucumber/cucumber';
import { expect } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

/** Milliseconds that a proxy may take to see that a file is another now. */
const RELOAD_DEADLINE_MS = 10_000;

Given('the file {string}:', async function (this: Scenario, name: string, text: string) {
  await this.files.write(name, await this.filledIn(text));
});

When(
  'in the file {string} {string} becomes {string}',
  async function (this: Scenario, name: string, from: string, to: string) {
    await reloaded(this, async () =>
      this.files.edit(name, await this.filledIn(from), await this.filledIn(to)),
    );
  },
);

When('the file {string} appears:', async function (this: Scenario, name: string, text: string) {
  await reloaded(this, async () => this.files.write(name, await this.filledIn(text)));
});

When('the file {string} is deleted', async function (this: Scenario, name: string) {
  await reloaded(this, () => this.files.remove(name));
});

/** Changes files, and resolves when a proxy has made something of it: another configuration, or other findings. */
async function reloaded({ lab }: Scenario, change: () => Promise<void>): Promise<void> {
  const { promise: done, resolve } = Promise.withResolvers<boolean>();
  const unsubscribe = [...lab.controllers.values()].map((proxy) => proxy.onReload(() => resolve(true)));
  const timer = setTimeout(() => resolve(false), RELOAD_DEADLINE_MS);
  try {
    await change();
    await lab.ready();
    expect(await done, () => `no proxy was changed by it within ${RELOAD_DEADLINE_MS} ms`);
  } finally {
    clearTimeout(timer);
    for (const stop of unsubscribe) stop();
  }
}
