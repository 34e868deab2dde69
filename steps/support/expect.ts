import type { DataTable } from '@cucumber/cucumber';
import { parseQuery, prepareTarget } from '../../engine/index.ts';
import type { HttpAnswer, HttpFailure } from '../../lab/index.ts';
import { runLengths } from '../../lab/index.ts';
import type { Scenario } from './scenario.ts';

/** An assertion of a step that does not hold; the message tells what was seen, not just that it differs. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** Fails with `message` unless `condition` holds. The message is only built when it is needed. */
export function expect(condition: boolean, message: () => string): asserts condition {
  if (condition) return;
  const text = message();
  // A table keeps its columns only if it begins on a line of its own.
  throw new ExpectationError(text.includes('\n') ? `\n${text}` : text);
}

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
    return scenario.lab.servedBy(outcome.correlationId) ?? `proxy (${outcome.status})`;
  });
}

/** The story of the last traffic for a failure message: who served it, which routers were considered, what backends logged. */
export function story(scenario: Scenario): string {
  const parts = [`served by: ${runLengths(servers(scenario)) || 'nothing was sent'}`];
  const last = scenario.outcomes.at(-1);
  if (last)
    parts.push(`last answer: ${describe(last)}`, `routers considered:\n${considered(scenario, last)}`);
  const logs = scenario.lab.world
    .pods()
    .flatMap((pod) => pod.log.slice(-5).map((line) => `  ${pod.name}: ${line}`));
  if (logs.length > 0) parts.push(`backend logs (last lines):\n${logs.join('\n')}`);
  parts.push(
    `seed: ${scenario.lab.seed} (INGRESS_LAB_SEED=${scenario.lab.seed} shuffles the same way again)`,
  );
  return parts.join('\n');
}

function describe(outcome: HttpAnswer | HttpFailure): string {
  if ('error' in outcome) return `none: ${outcome.error.message}`;
  return `${outcome.status} ${JSON.stringify(outcome.body.slice(0, 200))}`;
}

function considered(scenario: Scenario, outcome: HttpAnswer | HttpFailure): string {
  const event = scenario.lab.httpEvent(outcome.correlationId);
  const { host, path, method, headers = {} } = outcome.request;
  const prepared = prepareTarget(path);
  const { routingPath, query } = typeof prepared === 'string' ? { routingPath: path, query: '' } : prepared;
  const lines = [...scenario.lab.controllers].flatMap(([name, proxy]) =>
    proxy
      .consider(event?.entryPoint ?? 'web', event?.tls ?? false, {
        host: host.replace(/:\d+$/, '').toLowerCase(),
        path: routingPath,
        method,
        clientIp: '127.0.0.1',
        header: (wanted) =>
          Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : [])),
        query: () => parseQuery(query),
      })
      .map(({ router, priority, reason }) => `  ${name}: ${router} (priority ${priority}): ${reason}`),
  );
  return lines.length > 0 ? lines.join('\n') : '  none: the entry point has no router';
}
