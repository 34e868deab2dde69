import type { DataTable } from '@cucumber/cucumber';
import type { HttpAnswer, HttpFailure } from '../../lab/index.ts';
import { NotInThisWorldError, runLengths, shortStory } from '../../lab/index.ts';
import { expect } from './expectation-error.ts';
import { questionOf } from './question.ts';
import type { Scenario } from './scenario.ts';

export { ExpectationError, expect } from './expectation-error.ts';

/** The rows of a table below its header; a step without any would hold whatever happened. */
export function rowsOf(table: DataTable): string[][] {
  const rows = table.rows();
  expect(rows.length > 0, () => 'the table has no rows below its header');
  return rows;
}

/** Who served each request, in order of sending: a workload, or why nobody did. */
export function servers(scenario: Scenario): string[] {
  return scenario.outcomes.map((outcome) => {
    if ('error' in outcome) return `failed (${outcome.error.message})`;
    return scenario.lab.servedBy(outcome) ?? `proxy (${outcome.status})`;
  });
}

/** As `expect`, for what traffic came to: the message ends with the story of the last traffic. */
export async function expectTraffic(
  scenario: Scenario,
  condition: boolean,
  message: () => string,
): Promise<void> {
  if (condition) return;
  const story = await trafficStory(scenario);
  expect(false, () => `${message()}\n${story}`);
}

/** The story of the last traffic: who served it, how the last request was decided, what backends logged. */
export async function trafficStory(scenario: Scenario): Promise<string> {
  const parts = [`served by: ${servedBy(scenario) || 'nothing was sent'}`];
  const last = scenario.outcomes.at(-1);
  if (last) parts.push(`last answer: ${describe(last)}`, `decided:\n${await decided(scenario, last)}`);
  const logs = scenario.lab.world
    .pods()
    .flatMap((pod) => pod.log.slice(-5).map((line) => `  ${pod.name}: ${line}`));
  if (logs.length > 0) parts.push(`backend logs (last lines):\n${logs.join('\n')}`);
  parts.push(
    `seed: ${scenario.lab.seed} (INGRESS_LAB_SEED=${scenario.lab.seed} shuffles the same way again)`,
  );
  return parts.join('\n');
}

/** A story is told of a failure, which must not be taken for what cannot be known. */
function servedBy(scenario: Scenario): string {
  try {
    return runLengths(servers(scenario));
  } catch (error) {
    if (error instanceof NotInThisWorldError) return error.message;
    throw error;
  }
}

function describe(outcome: HttpAnswer | HttpFailure): string {
  if ('error' in outcome) return `none: ${outcome.error.message}`;
  return `${outcome.status} ${JSON.stringify(outcome.body.slice(0, 200))}`;
}

/** How each controller that may have had a request decides about it. */
async function decided(scenario: Scenario, outcome: HttpAnswer | HttpFailure): Promise<string> {
  const { lab } = scenario;
  const known = lab.controllerOf(outcome.correlationId);
  const controllers = known === undefined ? [...lab.controllers.keys()] : [known];
  const question = questionOf(scenario, outcome);
  const lines: string[] = [];
  for (const controller of controllers) {
    const story = await lab.explain(question, { controller, count: 1 });
    if (story) lines.push(shortStory(story).replace(/^/gm, '  '));
  }
  return lines.join('\n') || '  the proxy cannot tell';
}
