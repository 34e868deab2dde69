import { urlOf } from './http-steps.ts';
import type { Observation } from './observe.ts';
import type { HttpTrial, PlannedRouter } from './trial.ts';

/** A scenario of a feature, or why a router has none. */
export interface WrittenRouter {
  readonly router: PlannedRouter;
  /** Absent: there is only a comment. */
  readonly scenario?: { readonly name: string; readonly steps: readonly string[] };
  /** Why there is none. */
  readonly reason?: string;
}

/** The scenario that says what was observed. */
export function observedScenario(observation: Observation): NonNullable<WrittenRouter['scenario']> {
  const { trial, step, status, location, answers, copies } = observation;
  const workloads = trial.exact || answers.size === 1 ? [...answers] : [];
  const [only, ...others] = workloads;
  const served =
    only === undefined
      ? []
      : others.length === 0
        ? [`And ${only[0]} answered every request`]
        : ['And the answers come from:', ...table(workloads)];
  const name = `${requestOf(trial)} ${outcomeOf(observation, workloads)}`;
  return {
    name,
    steps: [
      `When ${step}`,
      trial.count === 1 ? `Then the answer is ${status}` : `Then every answer is ${status}`,
      ...(location === undefined || location.includes('"')
        ? []
        : [`And the header "location" is "${location}"`]),
      ...served,
      ...[...copies].map(
        ([workload, count]) => `And ${workload} received ${count} request${count === 1 ? '' : 's'}`,
      ),
    ],
  };
}

/** What tells a request from others of the same router's host. */
function requestOf(trial: HttpTrial): string {
  const { method, header, clientIp } = trial;
  return [
    ...(method === 'GET' ? [] : [method]),
    urlOf(trial),
    ...(header === undefined ? [] : [`with ${header[0]}: ${header[1]}`]),
    ...(clientIp === undefined ? [] : [`from ${clientIp}`]),
  ].join(' ');
}

function outcomeOf(
  { status, location, copies }: Observation,
  workloads: readonly (readonly [string, number])[],
): string {
  const mirrored = copies.size === 0 ? '' : `, and copied to ${list([...copies.keys()])}`;
  const [only, ...others] = workloads;
  if (location !== undefined) return `is sent on to ${location}`;
  if (only === undefined) return `is answered with ${status}`;
  return others.length === 0
    ? `is answered by ${only[0]}${mirrored}`
    : `is shared by ${list(workloads.map(([name, count]) => `${name} (${count})`))}${mirrored}`;
}

function table(rows: readonly (readonly [string, number])[]): string[] {
  const all = [['service', 'answers'], ...rows.map(([name, count]) => [name, `${count}`])];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => `  | ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
