import type { Candidate, Decision, Story } from './story.ts';

/** A story in a few lines, for messages: which routers were tried, who won, who answers. */
export function shortStory({ decisions }: Story): string {
  return decisions.map(shortDecision).join('\n');
}

function shortDecision(decision: Decision): string {
  const { entryPoint, routing, router, why, tls, middlewares, answer, outOfForce = [] } = decision;
  const passed = middlewares.map(({ name }) => name).join(', ');
  return [
    `${entryPoint}: ${router === undefined ? why : `router ${router}`}`,
    ...(tls?.options ? [`TLS options ${tls.options.name}: ${tls.options.why}`] : []),
    ...routing.flatMap(({ candidates }) => candidates.map(candidateLine)),
    ...outOfForce.map(({ router, errors }) => `! ${router} is not in force: ${errors.join('; ')}`),
    ...(passed === '' ? [] : [`middlewares: ${passed}`]),
    ...(answer
      ? [`${answer.status === undefined ? 'closed' : `answered ${answer.status}`}: ${answer.why}`]
      : []),
  ]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n');
}

/** A rule may name thousands of hosts. */
const LONGEST_REASON = 500;

function candidateLine({ matches, router, priority, reason }: Candidate): string {
  const short = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  return `${matches ? '✓' : '✗'} ${router} (priority ${priority}): ${short}`;
}
