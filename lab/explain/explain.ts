import { type EntryPoint, seededRandom } from '../../engine/core.ts';
import { entryPointsFor } from './entry-points.ts';
import { withoutCredentials } from './heads.ts';
import { httpDecision } from './http.ts';
import type { Explainable, Scene } from './scene.ts';
import type { Decision, Question, Story } from './story.ts';
import { connectionDecision } from './tcp.ts';
import { udpDecision } from './udp.ts';

/** How much is told. */
export interface ExplainOptions {
  /** How many requests like this one are followed, from 1; default 8. */
  readonly count?: number;
  /** Shuffles balancers; default 1. */
  readonly seed?: number;
}

/**
 * Tells what would become of a request, connection or session, by the code that decides it in a running proxy. Nothing is
 * sent, and no turn of the subject's own balancers is used up: each decision begins with a fresh configuration.
 *
 * @throws QuestionError if the question names an entry point that is not there
 */
export async function explain(
  subject: Explainable,
  question: Question,
  { count = 8, seed = 1 }: ExplainOptions = {},
): Promise<Story> {
  const { entryPoints, why } = entryPointsFor(subject, question);
  const decisions: Decision[] = [];
  for (const entryPoint of entryPoints) {
    const snapshot = subject.configurator.untouched(seededRandom(seed));
    decisions.push(await decide({ ...subject, entryPoint, snapshot, count: Math.max(1, count) }, question));
  }
  const errors = subject.configurator.diagnostics.filter(({ severity }) => severity === 'error').length;
  return { question: withoutSecrets(question), entryPoints: why, decisions, errors };
}

export async function decide(scene: Scene, question: Question): Promise<Decision> {
  if (question.kind === 'udp') return udpDecision(scene);
  const { name }: EntryPoint = scene.entryPoint;
  const routes = scene.snapshot.entryPoints.get(name);
  if (!routes) throw new Error(`entry point ${name} has no tables`);
  return question.kind === 'http'
    ? await httpDecision(scene, routes, question)
    : connectionDecision(scene, routes, question);
}

function withoutSecrets(question: Question): Question {
  return question.kind === 'http' ? { ...question, headers: withoutCredentials(question.headers) } : question;
}
