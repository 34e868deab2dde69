import { Then } from '@cucumber/cucumber';
import { expect, story } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Then('the answer is {int}', function (this: Scenario, status: number) {
  expect(
    this.answer.status === status,
    () => `the answer is ${this.answer.status}, not ${status}\n${story(this)}`,
  );
});

Then('every answer is {int}', function (this: Scenario, status: number) {
  const others = this.outcomes.filter((outcome) => 'error' in outcome || outcome.status !== status);
  expect(this.outcomes.length > 0, () => 'nothing was sent');
  expect(
    others.length === 0,
    () => `${others.length} of ${this.outcomes.length} answers are not ${status}\n${story(this)}`,
  );
});

Then('the body is {string}', function (this: Scenario, text: string) {
  expect(this.answer.body.trimEnd() === text, () => `the body is ${JSON.stringify(this.answer.body)}`);
});

Then('the body contains {string}', function (this: Scenario, text: string) {
  expect(this.answer.body.includes(text), () => `the body is:\n${this.answer.body}`);
});

Then('the header {string} is {string}', function (this: Scenario, name: string, value: string) {
  const seen = this.answer.headers[name.toLowerCase()];
  expect(
    seen === value,
    () =>
      `${name} is ${seen === undefined ? 'not there' : JSON.stringify(seen)} among ${JSON.stringify(this.answer.headers, null, 2)}`,
  );
});

Then('every answer came within {duration}', function (this: Scenario, milliseconds: number) {
  const slowest = Math.max(...this.outcomes.map(({ durationMs }) => durationMs));
  expect(slowest <= milliseconds, () => `the slowest answer took ${slowest.toFixed(0)} ms\n${story(this)}`);
});
