import { sendAnswer } from './answer-reply.ts';
import { statusAnswer } from './answers.ts';
import { Attempt } from './attempt.ts';
import { bufferedBody, readRequestBody } from './body-buffer.ts';
import { BufferingReply } from './buffering-reply.ts';
import type { Condition, ConditionFunction } from './condition.ts';
import { conditionOption } from './condition-option.ts';
import { SelectingReply } from './dropped-answer.ts';
import type { HttpHandler, HttpReply, HttpRequest, RequestBody } from './handler.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { TRANSPARENT } from './traffic-shape.ts';

const DEFAULT_MEMORY = 1_048_576;
const MOST_ATTEMPTS = 10;

/** What a retry expression looks at. */
interface AttemptFacts {
  readonly attempts: number;
  readonly status: number;
  readonly method: string;
}

const FUNCTIONS: Readonly<Record<string, ConditionFunction<AttemptFacts>>> = {
  IsNetworkError: {
    parameters: [],
    result: 'truth',
    value: ({ status }) => status === 502 || status === 504,
  },
  Attempts: { parameters: [], result: 'whole', value: ({ attempts }) => attempts },
  ResponseCode: { parameters: [], result: 'whole', value: ({ status }) => status },
  RequestMethod: { parameters: [], result: 'text', value: ({ method }) => method },
};

interface BufferingSettings {
  /** Bytes; 0: no limit. */
  readonly maxRequestBytes: number;
  readonly requestMemoryBytes: number;
  readonly maxResponseBytes: number;
  readonly responseMemoryBytes: number;
  readonly repeats: Condition<AttemptFacts> | undefined;
}

/**
 * Reads whole bodies before it passes them on, bounds them, and can ask again (Traefik: middlewares/http/buffering).
 * Nothing goes to disk: where no maximum is set, a body beyond the memory that is granted to it is passed on as it comes.
 */
export function buffering(name: string, options: Options): HttpMiddleware {
  const settings: BufferingSettings = {
    maxRequestBytes: options.count('maxRequestBodyBytes', 0) ?? 0,
    requestMemoryBytes: options.count('memRequestBodyBytes', 0) || DEFAULT_MEMORY,
    maxResponseBytes: options.count('maxResponseBodyBytes', 0) ?? 0,
    responseMemoryBytes: options.count('memResponseBodyBytes', 0) || DEFAULT_MEMORY,
    repeats:
      options.text('retryExpression') === ''
        ? undefined
        : conditionOption(options, 'retryExpression', FUNCTIONS),
  };
  const { maxRequestBytes, maxResponseBytes } = settings;
  const claims = [
    'It reads request and answer whole before it passes them on',
    ...(maxRequestBytes > 0 ? [`answers 413 to bodies over ${maxRequestBytes} bytes`] : []),
    ...(maxResponseBytes > 0 ? [`500 instead of answers over ${maxResponseBytes} bytes`] : []),
    ...(settings.repeats ? [`asks again while ${options.text('retryExpression')}`] : []),
  ];
  return {
    name,
    ...(!settings.repeats && { shape: TRANSPARENT }),
    wrap: (next) => new Buffering(next, settings),
    explain: () => `${claims.join(', ')}.`,
  };
}

class Buffering implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #settings: BufferingSettings;

  constructor(next: HttpHandler, settings: BufferingSettings) {
    this.#next = next;
    this.#settings = settings;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { body, head } = request;
    if (request.upgrade !== undefined) {
      this.#next.serve(request, reply);
      return;
    }
    if (!body) {
      this.#try(request, reply, () => undefined, 1);
      return;
    }
    const { maxRequestBytes, requestMemoryBytes } = this.#settings;
    readRequestBody(body, maxRequestBytes || requestMemoryBytes, (result) => {
      if (result.kind === 'broken') reply.abort(result.error);
      else if (result.kind === 'whole') {
        this.#try(request, reply, () => bufferedBody(result.bytes, result.trailers), 1);
      } else if (maxRequestBytes > 0) sendAnswer(reply, statusAnswer(413), head.method);
      else this.#serveOnce(request, reply, result.replay);
    });
  }

  /** `bodyOf` makes the body for each attempt. */
  #try(
    request: HttpRequest,
    reply: HttpReply,
    bodyOf: () => RequestBody | undefined,
    attempts: number,
  ): void {
    if (request.gone) return;
    const { repeats } = this.#settings;
    if (!repeats || attempts >= MOST_ATTEMPTS) {
      this.#serveOnce(request, reply, bodyOf());
      return;
    }
    const attempt = new Attempt(request, { body: bodyOf() });
    const { method } = request.head;
    const selecting = new SelectingReply(
      this.#buffered(reply, request),
      ({ status }) => !repeats({ attempts, status, method }),
      () => {
        attempt.discard();
        request.record.error = undefined;
        request.record.unsent = false;
        // Not from within the end of the answer, which whoever gave it may still be busy with.
        queueMicrotask(() => this.#try(request, reply, bodyOf, attempts + 1));
      },
    );
    this.#next.serve(attempt, selecting);
  }

  #serveOnce(request: HttpRequest, reply: HttpReply, body: RequestBody | undefined): void {
    this.#next.serve(new Attempt(request, { body }), this.#buffered(reply, request));
  }

  #buffered(reply: HttpReply, { head }: HttpRequest): BufferingReply {
    const { maxResponseBytes: maxBytes, responseMemoryBytes: memoryBytes } = this.#settings;
    return new BufferingReply(reply, { maxBytes, memoryBytes, method: head.method });
  }
}
