import type { Verdict } from '../simulation/expectation.ts';
import {
  replicasChart,
  replicasCsv,
  replicasJson,
  replicasPage,
  replicasText,
} from '../simulation/report/replicas-report.ts';
import { CHARTS, isChartKind, resultChart } from '../simulation/report/result-charts.ts';
import { resultCsv } from '../simulation/report/result-csv.ts';
import { resultJson } from '../simulation/report/result-json.ts';
import { resultPage } from '../simulation/report/result-page.ts';
import { resultText } from '../simulation/report/result-text.ts';
import { SWEEP_CHARTS, type SweepChartKind, sweepChart } from '../simulation/report/sweep-charts.ts';
import { sweepCsv, sweepJson, sweepPage, sweepText } from '../simulation/report/sweep-report.ts';
import type { SimulationResult } from '../simulation/result.ts';
import type { ReplicaDrift } from '../simulation/sweeps/replicas.ts';
import type { Sweep } from '../simulation/sweeps/sweep.ts';
import { UsageError } from './command.ts';

/** What came of a run, a sweep or a fleet, for whatever it is to be written in. */
export interface Outcome {
  text(options: { readonly width?: number }): string;
  html(options: { readonly title: string; readonly command: string }): string;
  json(): string;
  csv(): string;
  /** @throws UsageError for a kind of chart that there is not */
  chart(kind: string): string;
}

export function outcomeOfRun(result: SimulationResult, verdicts: readonly Verdict[]): Outcome {
  return {
    text: (options) => resultText(result, options),
    html: (options) => resultPage(result, options, verdicts),
    json: () => resultJson(result),
    csv: () => resultCsv(result),
    chart(kind) {
      if (isChartKind(kind)) return resultChart(result, kind);
      throw noSuchChart(kind, Object.keys(CHARTS));
    },
  };
}

export function outcomeOfSweep(sweep: Sweep): Outcome {
  return {
    text: () => sweepText(sweep),
    html: (options) => sweepPage(sweep, options),
    json: () => sweepJson(sweep),
    csv: () => sweepCsv(sweep),
    chart(kind) {
      if (isSweepChartKind(kind)) return sweepChart(sweep, kind);
      throw noSuchChart(kind, Object.keys(SWEEP_CHARTS));
    },
  };
}

export function outcomeOfFleets(drift: ReplicaDrift): Outcome {
  return {
    text: (options) => replicasText(drift, options),
    html: (options) => replicasPage(drift, options),
    json: () => replicasJson(drift),
    csv: () => replicasCsv(drift),
    chart(kind) {
      if (kind === 'drift') return replicasChart(drift);
      throw noSuchChart(kind, ['drift']);
    },
  };
}

function isSweepChartKind(name: string): name is SweepChartKind {
  return Object.hasOwn(SWEEP_CHARTS, name);
}

function noSuchChart(kind: string, kinds: readonly string[]): UsageError {
  return new UsageError(`--chart ${kind}: there is ${kinds.join(', ')}`);
}
