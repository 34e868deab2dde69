import { Given, When } from '@cucumber/cucumber';
import { DEFAULT_CONTROLLER } from '../lab/index.ts';
import type { Scenario } from './support/scenario.ts';

Given(
  'a controller {string} with the flag(s) {string}',
  async function (this: Scenario, name: string, flags: string) {
    await this.startController(name, flags.split(' '));
  },
);

Given('the flag(s) {string}', async function (this: Scenario, flags: string) {
  await this.startController(DEFAULT_CONTROLLER, flags.split(' '));
});

When('the controller stops', async function (this: Scenario) {
  await this.lab.controller()[Symbol.asyncDispose]();
});

When(
  'the {word} {string} gets the annotation {string}',
  async function (this: Scenario, kind: string, name: string, annotation: string) {
    const [key = '', value = ''] = annotation.split('=');
    await this.lab.world.setMetadata(this.reference(kind, name), { annotations: { [key]: value } });
    await this.lab.ready();
  },
);

When(
  'the {word} {string} gets the label {string}',
  async function (this: Scenario, kind: string, name: string, label: string) {
    const [key = '', value = ''] = label.split('=');
    await this.lab.world.setMetadata(this.reference(kind, name), { labels: { [key]: value } });
    await this.lab.ready();
  },
);
