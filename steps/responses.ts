import { type DataTable, Then } from '@cucumber/cucumber';
import { expect, expectTraffic, rowsOf } from './support/expect.ts';
import { valuesAt } from './support/json.ts';
import { questionOf } from './support/question.ts';
import type { Scenario } from './support/scenario.ts';

Then('the answer is {int}', async function (this: Scenario, status: number) {
  await expectTraffic(
    this,
    this.answer.status === status,
    () => `the answer is ${this.answer.status}, not ${status}`,
  );
});

Then('every answer is {int}', async function (this: Scenario, status: number) {
  const others = this.outcomes.filter((outcome) => 'error' in outcome || outcome.status !== status);
  expect(this.outcomes.length > 0, () => 'nothing was sent');
  await expectTraffic(
    this,
    others.length === 0,
    () => `${others.length} of ${this.outcomes.length} answers are not ${status}`,
  );
});

/**
 * The router to which `ingress-lab explain` would lead the last request: its whole name, or without the hash and the
 * provider (`shop-api` for an IngressRoute `api` in namespace `shop`). `none`: no router takes it.
 */
Then('the request is explained by router {string}', async function (this: Scenario, router: string) {
  const { answer } = this;
  if (!this.lab.controller().reports) {
    this.log(`the rest is skipped: target ${this.lab.target.name} does not explain`);
    return 'skipped';
  }
  const controller = this.lab.controllerOf(answer.correlationId);
  const story = await this.lab.explain(questionOf(this, answer), {
    count: 1,
    ...(controller !== undefined && { controller }),
  });
  const seen = story?.decisions.map((decision) => decision.router ?? 'none') ?? [];
  await expectTraffic(
    this,
    seen.length > 0 && seen.every((name) => isNamed(name, router)),
    () => `the request is explained by router ${seen.join(', ') || 'none, as the proxy cannot tell'}`,
  );
  return undefined;
});

Then('the body is {string}', function (this: Scenario, text: string) {
  expect(this.answer.body.trimEnd() === text, () => `the body is ${JSON.stringify(this.answer.body)}`);
});

Then('the body contains {string}', function (this: Scenario, text: string) {
  expect(
    this.answer.body.includes(text),
    () => `the body does not contain "${text}"; it is:\n${this.answer.body}`,
  );
});

Then('the header {string} is {string}', function (this: Scenario, name: string, value: string) {
  const seen = this.answer.headers[name.toLowerCase()];
  expect(
    seen === value,
    () =>
      `${name} is ${seen === undefined ? 'not there' : JSON.stringify(seen)} among ${JSON.stringify(this.answer.headers, null, 2)}`,
  );
});

Then('every answer came within {duration}', async function (this: Scenario, milliseconds: number) {
  const unanswered = this.outcomes.filter((outcome) => 'error' in outcome).length;
  expect(
    this.outcomes.length > 0 && unanswered === 0,
    () => `${unanswered} of ${this.outcomes.length} requests have no answer`,
  );
  const slowest = Math.max(...this.outcomes.map(({ durationMs }) => durationMs));
  await expectTraffic(
    this,
    slowest <= milliseconds,
    () => `the slowest answer took ${slowest.toFixed(0)} ms`,
  );
});

Then('the body has {count} bytes', async function (this: Scenario, bytes: number) {
  const seen = Buffer.byteLength(this.answer.body);
  await expectTraffic(this, seen === bytes, () => `the body has ${seen} bytes`);
});

Then('the JSON has:', function (this: Scenario, table: DataTable) {
  const { body } = this.answer;
  const rows = rowsOf(table).map(([path = '', wanted = '']) => ({
    path,
    wanted,
    seen: valuesAt(body, path),
  }));
  const different = rows.filter(({ wanted, seen }) => wanted !== seen);
  expect(
    different.length === 0,
    () => `${different.map(({ path, seen }) => `${path} is ${seen}`).join('\n')}\nin:\n${body}`,
  );
});

Then('the certificate served is for {string}', function (this: Scenario, name: string) {
  const seen = this.answer.serverCertificate;
  expect(
    seen === name,
    () => `the server showed ${seen === undefined ? 'no certificate' : `that of ${seen}`}`,
  );
});

Then('the client sees a broken connection', async function (this: Scenario) {
  const code = failureCode(this);
  await expectTraffic(this, ['UND_ERR_SOCKET', 'ECONNRESET'].includes(code), () => `the client saw: ${code}`);
});

Then('the client cannot connect', async function (this: Scenario) {
  const code = failureCode(this);
  await expectTraffic(this, code === 'ECONNREFUSED', () => `the client saw: ${code}`);
});

/** Names of routers made from objects end in a hash of the rule and the provider; nobody has to write those. */
function isNamed(name: string, wanted: string): boolean {
  return name === wanted || name.replace(/(?:-[0-9a-f]{20})?@[^@]*$/, '') === wanted;
}

/** Why the last request got no whole answer; `an answer` if it got one. */
function failureCode({ outcomes }: Scenario): string {
  const last = outcomes.at(-1);
  if (!last || !('error' in last)) return last ? 'an answer' : 'nothing was sent';
  return 'code' in last.error ? String(last.error.code) : last.error.message;
}
