import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import type { Attachment } from '@cucumber/messages';
import { moduleHref } from '../package-root.ts';
import { RunResults } from '../report/run-results.ts';
import type { PlannedSimulation } from '../simulation/planned.ts';
import { PLAN_MEDIA_TYPE, SIMULATION_MODE } from '../simulation/planned.ts';
import { stepFiles, whyStepsFail } from '../vocabulary/step-files.ts';
import { UsageError } from './command.ts';

/** Which scenarios are chosen. */
export interface ScenarioChoice {
  readonly name?: string;
  readonly tags?: string;
}

/**
 * The simulations of the scenarios that are tagged @simulation, in their order: their own steps say what there is to run
 * and what is expected of it, and run nothing.
 *
 * @throws UsageError for a feature that cannot be read, and for a step that fails
 */
export async function simulationsOfFeatures(
  paths: readonly string[],
  { name, tags }: ScenarioChoice,
): Promise<PlannedSimulation[]> {
  process.env[SIMULATION_MODE] = 'plan';
  // Of a world only the objects are asked for: nothing has to run.
  process.env['INGRESS_LAB_WORLD'] ||= 'simulated';
  const planned: PlannedSimulation[] = [];
  const results = new RunResults();
  try {
    const { runConfiguration } = await loadConfiguration({
      file: false,
      provided: {
        paths: [...paths],
        import: stepFiles(),
        strict: true,
        format: [`"${moduleHref('lab/report/quiet-formatter')}"`],
        tags: tags === undefined ? '@simulation' : `@simulation and (${tags})`,
        ...(name === undefined ? {} : { name: [name] }),
      },
    });
    await runCucumber(runConfiguration, {}, (envelope) => {
      results.update(envelope);
      if (envelope.attachment?.mediaType === PLAN_MEDIA_TYPE) planned.push(readPlan(envelope.attachment));
    });
  } catch (error) {
    if (results.scenarios.length > 0 || !(error instanceof Error)) throw error;
    const { cause } = error;
    const why = whyStepsFail(error);
    throw new UsageError(cause instanceof Error ? `${why}: ${cause.message}` : why);
  }
  const problems = [
    ...results.problems,
    ...results.scenarios.flatMap(({ uri, line, name: title, failure }) =>
      failure ? [`${uri}:${line}: ${title}\n  ${failure.step ?? ''}\n  ${failure.message}`] : [],
    ),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return planned;
}

/** What a scenario of ours attached. */
function readPlan({ body, contentEncoding }: Attachment): PlannedSimulation {
  return JSON.parse(contentEncoding === 'BASE64' ? Buffer.from(body, 'base64').toString('utf8') : body);
}
