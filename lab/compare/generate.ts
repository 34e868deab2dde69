import { seededRandom } from '../../engine/index.ts';
import { addRequestsOfRules } from '../explain/requests/from-rules.ts';
import { RequestList } from '../explain/requests/request-list.ts';
import type { HttpQuestion } from '../explain/story.ts';
import type { Preview } from '../preview/preview.ts';

type Change = (question: HttpQuestion) => HttpQuestion;

const withTarget = (change: (target: string) => string): Change => {
  return (question) => ({ ...question, target: change(question.target) });
};

const withHeader = (name: string, value: string): Change => {
  return (question) => ({ ...question, headers: [...question.headers, [name, value]] });
};

/** What makes another request of one that a rule asks for: near misses, odd paths, methods, headers that proxies act on. */
const CHANGES: readonly Change[] = [
  (question) => question,
  withTarget((target) => `${target.replace(/\/$/, '')}/below`),
  withTarget((target) => target.slice(0, -1) || '/'),
  withTarget((target) => `${target}x`),
  withTarget((target) => target.toUpperCase()),
  withTarget((target) => `/.${target}`),
  withTarget((target) => `/x/..${target}`),
  withTarget((target) => `/${target}`),
  withTarget((target) => `${target}/%2e%2e/x`),
  withTarget((target) => `${target}%2Fx`),
  withTarget((target) => `${target}?a=1&a=2&b=%20`),
  withTarget((target) => `${target};a=1`),
  (question) => ({ ...question, host: question.host.toUpperCase() }),
  (question) => ({ ...question, host: `${question.host}.` }),
  (question) => ({ ...question, host: `x.${question.host}` }),
  (question) => ({ ...question, port: 8080 }),
  ...['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'].map(
    (method): Change =>
      (question) => ({ ...question, method }),
  ),
  withHeader('X-Forwarded-For', '192.0.2.7'),
  withHeader('X-Forwarded-Host', 'elsewhere.test'),
  withHeader('X-Forwarded-Proto', 'https'),
  withHeader('Accept-Encoding', 'gzip'),
  withHeader('Origin', 'https://elsewhere.test'),
  withHeader('Authorization', 'Basic dTpw'),
  withHeader('Cookie', 'a=1; b=2'),
];

/**
 * So many different requests, as the rules in force suggest them; fewer where there are not as many. The same seed gives
 * the same requests. First what each rule asks for, then changes of these, one or two at a time, by chance.
 */
export function generateRequests(preview: Preview, count: number, seed: number): RequestList {
  const asked = new RequestList({ countsRepeats: false });
  addRequestsOfRules(preview, asked);
  const examples = asked.requests.flatMap(({ question, place }) =>
    question.kind === 'http' ? [{ question, place }] : [],
  );
  const list = new RequestList({ countsRepeats: false });
  for (const { question, place } of examples.slice(0, count)) list.add({ question }, () => place);
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const most = examples.length * CHANGES.length ** 2;
  for (let tries = 0; tries < most && list.total < count; tries += 1) {
    const example = pick(examples);
    const changes = random() < 0.5 ? [pick(CHANGES)] : [pick(CHANGES), pick(CHANGES)];
    if (!example) break;
    const question = changes.reduce<HttpQuestion>((made, change) => change?.(made) ?? made, example.question);
    list.add({ question }, () => example.place);
  }
  return list;
}
