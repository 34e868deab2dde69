import type { ImmediateResponse } from './message.ts';

/** An answer as Go's `http.Error` writes it: plain text, never sniffed, with a newline at the end. */
export function errorAnswer(status: number, text: string): ImmediateResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: `${text}\n`,
  };
}

/** An answer whose body is the status text alone: no newline and no Content-Type. */
export function statusAnswer(status: number, headers: ImmediateResponse['headers'] = []): ImmediateResponse {
  return { status, headers, body: statusText(status) };
}

/** An answer without a body. */
export function emptyAnswer(status: number): ImmediateResponse {
  return { status, headers: [], body: '' };
}

/** Where Go's phrases are not Node's (Go: `net/http`, StatusText). */
const GO_PHRASES: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  416: 'Requested Range Not Satisfiable',
  418: "I'm a teapot",
  509: '',
};

/** The reason phrase of `status` as Go knows it, empty if it knows none. */
export function statusText(status: number): string {
  return GO_PHRASES[status] ?? nodePhrases()[status] ?? '';
}

let phrases: Readonly<Record<number, string | undefined>> | undefined;

/** Not imported: that would load all of Node's HTTP client, which takes longer than what most commands do. */
function nodePhrases(): Readonly<Record<number, string | undefined>> {
  phrases ??= process.getBuiltinModule('node:http').STATUS_CODES;
  return phrases;
}
