import { errorAnswer } from './answers.ts';
import type { ImmediateResponse, RequestHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { brokenEscape, escapePath, splitTarget } from './request-target.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Puts one path in place of any (Traefik: middlewares/http/replacepath). */
export function replacePath(name: string, options: Options): HttpMiddleware {
  const path = options.text('path');
  return {
    name,
    shape: TRANSPARENT,
    request: (head) => setPath(head, path),
    explain: () => `It replaces the path by ${path}.`,
  };
}

/** Replaces the path, keeps the query and records the old path in `X-Replaced-Path`. */
export function setPath(head: RequestHead, path: string): ImmediateResponse | undefined {
  const old = splitTarget(head.target);
  head.headers.append('X-Replaced-Path', old.path);
  const broken = brokenEscape(path);
  if (broken !== undefined) return errorAnswer(500, `invalid URL escape "${broken}"`);
  head.target = `${escapePath(path)}${old.query}`;
  return undefined;
}
