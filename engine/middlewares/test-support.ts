import { buildMiddleware } from './build.ts';
import { HeaderList, type ImmediateResponse, type RequestHead } from './message.ts';

export type HeadSettings = Partial<Omit<RequestHead, 'headers'>> & { readonly headers?: readonly string[] };

/** A request for `http://a.test/`, unless said otherwise. */
export function requestHead({ headers = [], ...changes }: HeadSettings = {}): RequestHead {
  return {
    method: 'GET',
    target: '/',
    host: 'a.test',
    scheme: 'http',
    clientIp: '192.0.2.1',
    ...changes,
    headers: new HeaderList(headers),
  };
}

/** What a middleware made of a request: its answer, or undefined, and the head as it left it. */
export function pass(
  type: string,
  options: unknown,
  settings: HeadSettings = {},
): { readonly answer: ImmediateResponse | undefined; readonly head: RequestHead } {
  const head = requestHead(settings);
  return { answer: buildMiddleware('test@file', type, options).request?.(head), head };
}

/** The headers of a response that a middleware has edited. */
export function edit(
  type: string,
  options: unknown,
  lines: readonly string[] = [],
  settings: HeadSettings = {},
): readonly (readonly [string, string])[] {
  const head = { status: 200, headers: new HeaderList(lines) };
  buildMiddleware('test@file', type, options).response?.(head, requestHead(settings));
  return head.headers.lines();
}

export function headerOf(answer: ImmediateResponse | undefined, name: string): string | undefined {
  return answer?.headers.find(([candidate]) => candidate === name)?.[1];
}
