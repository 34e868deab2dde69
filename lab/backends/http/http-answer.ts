import type { Fault } from '../backend.ts';
import { delayOf } from '../fault.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { HttpProgram } from './http-program.ts';
import { type ProgramResponse, setHead } from './program-response.ts';

/** How a request is answered. */
export interface Answering {
  readonly program: HttpProgram;
  /** The fault in force when the request was complete. */
  readonly fault: Fault | undefined;
  /** Called once the answer begins. */
  readonly onBegin: () => void;
  readonly onLog: (line: string) => void;
}

/** Answers a request whose body was read to its end: as the fault says, else as the program does. */
export function answer(exchange: HttpExchange, answering: Answering): void {
  const { fault } = answering;
  if (fault?.kind === 'hang') return;
  if (fault?.kind !== 'slow') {
    answerNow(exchange, answering);
    return;
  }
  void exchange.response.pause(delayOf(fault)).then((waited) => waited && answerNow(exchange, answering));
}

function answerNow(exchange: HttpExchange, { program, fault, onBegin, onLog }: Answering): void {
  const { request, response } = exchange;
  onBegin();
  if (fault?.kind === 'error') {
    answerEmpty(response, fault.status);
    return;
  }
  if (fault?.kind === 'reset') {
    resetInBody(response);
    return;
  }
  const failed = (error: unknown): void => {
    onLog(`${request.method} ${request.target}: ${error instanceof Error ? error.message : error}`);
    if (response.headSent) response.destroy();
    else answerEmpty(response, 500);
  };
  try {
    program.answer(exchange)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Answers with `status` and an empty body. */
export function answerEmpty(response: ProgramResponse, status: number): void {
  // RFC 9110 §8.6: no Content-Length with 204; a 304 would state the length of the body that it stands for.
  setHead(response, status, status === 204 || status === 304 ? {} : { 'Content-Length': 0 });
  response.end();
}

/** Sends a head and the first half of the body that it promises, then breaks off. */
function resetInBody(response: ProgramResponse): void {
  const half = 'This response ends in the middle of its body.\n';
  setHead(response, 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 * half.length });
  response.reset(half);
}
