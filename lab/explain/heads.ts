import type { HeadView, MiddlewarePass } from '../../engine/core.ts';
import { isSecretHeader } from './requests/request.ts';
import { type Explainable, positionOf } from './scene.ts';
import type { HeadStory, MiddlewareStory } from './story.ts';

type Line = readonly [name: string, value: string];

/** A request's head without credentials. */
export function headStory({ method, host, target, headers }: HeadView): HeadStory {
  return { method, host, target, headers: withoutCredentials(headers) };
}

/** Header lines without the credentials in them: a story is kept, sent and shown. */
export function withoutCredentials(headers: readonly Line[]): Line[] {
  return headers.map(([name, value]): Line => {
    switch (name.toLowerCase()) {
      case 'authorization':
      case 'proxy-authorization':
        return [name, `${/^\S+(?= )/.exec(value)?.[0] ?? ''} …`.trim()];
      case 'cookie':
        return [name, value.replace(/=[^;]*/g, '=…')];
      case 'set-cookie':
        return [name, value.replace(/=[^;]*/, '=…')];
      default:
        return [name, isSecretHeader(name) ? '…' : value];
    }
  });
}

/** A sentence about a request without what it quotes, if it may quote credentials. */
export function withoutQuotes(about: string, sentence: string): string {
  const secret = /authorization|cookie/i.test(about) || isSecretHeader(about);
  return secret ? sentence.replace(/"(?:[^"\\]|\\.)*"/g, '"…"') : sentence;
}

export function middlewareStory({ configurator }: Explainable, pass: MiddlewarePass): MiddlewareStory {
  const { name, explanation, service, before, after, answer } = pass;
  const configured = configurator.configuration.http.middlewares.get(name);
  return {
    name,
    type: configured?.type ?? '',
    ...positionOf(configured),
    explanation,
    ...(service !== undefined && { service }),
    before: headStory(before),
    ...(after && { after: headStory(after) }),
    ...(answer && { answer: { status: answer.status, headers: withoutCredentials(answer.headers) } }),
  };
}
