import { sendAnswer } from '../middlewares/answer-reply.ts';
import { errorAnswer } from '../middlewares/answers.ts';
import { Attempt } from '../middlewares/attempt.ts';
import { bufferedBody, readRequestBody } from '../middlewares/body-buffer.ts';
import { SelectingReply } from '../middlewares/dropped-answer.ts';
import type { HttpHandler, HttpReply, HttpRequest, RequestBody } from '../middlewares/handler.ts';
import type { FailoverService } from '../routing/targets.ts';

/** Where the two services of a failover service are reached. */
interface FailoverHandlers {
  readonly main: HttpHandler;
  readonly fallback: HttpHandler;
}

/**
 * Asks the main service, and the fallback if the status of its answer says so; the body is read into memory before, to
 * be sent twice (Traefik: routing/services#failover-service, errors).
 */
export function failoverHandler(
  { statuses, maxRequestBodyBytes }: FailoverService,
  { main, fallback }: FailoverHandlers,
): HttpHandler {
  const serve = (request: HttpRequest, reply: HttpReply, body: () => RequestBody | undefined): void => {
    const first = new Attempt(request, { body: body() });
    const again = (): void => {
      first.discard();
      if (!request.gone) fallback.serve(new Attempt(request, { body: body() }), reply);
    };
    main.serve(first, new SelectingReply(reply, ({ status }) => !statuses.includes(status), again));
  };
  return {
    serve(request, reply) {
      if (request.body === undefined) {
        serve(request, reply, () => undefined);
        return;
      }
      readRequestBody(request.body, maxRequestBodyBytes, (result) => {
        if (request.gone) return;
        if (result.kind === 'whole') {
          serve(request, reply, () => bufferedBody(result.bytes, result.trailers));
        } else if (result.kind === 'too-long') {
          sendAnswer(reply, errorAnswer(413, 'Request body too large'), request.head.method);
        } else {
          request.record.error = result.error.message;
          sendAnswer(reply, errorAnswer(500, 'Internal Server Error'), request.head.method);
        }
      });
    },
  };
}
