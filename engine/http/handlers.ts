import { sendAnswer } from '../middlewares/answer-reply.ts';
import { composeHandler } from '../middlewares/chain.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from '../middlewares/handler.ts';
import type { HttpTarget } from '../routing/targets.ts';
import { forwardingHandler } from './forward.ts';
import type { ExchangeServices } from './services.ts';

/** The handlers of the routers' targets, each built when its first request comes. */
export function targetHandlers(
  services: () => ExchangeServices,
): (target: HttpTarget, router: string) => HttpHandler {
  const built = new WeakMap<HttpTarget, HttpHandler>();
  return (target, router) => {
    const known = built.get(target);
    if (known) return known;
    const handler = buildHandler(services(), target, router);
    built.set(target, handler);
    return handler;
  };
}

function buildHandler(services: ExchangeServices, target: HttpTarget, router: string): HttpHandler {
  const tools: HandlerTools = {
    // A middleware is built anew with each configuration and for each entry point, as in Traefik.
    scope: `${services.entryPoint} ${router} ${services.snapshot().generation}`,
    limits: services.limits,
    now: services.now,
    forwardTo(name) {
      const service = target.kind === 'service' ? target.services?.get(name) : undefined;
      return service && forwardingHandler(services, service);
    },
  };
  const end =
    target.kind === 'service' ? forwardingHandler(services, target.service) : pageHandler(target.answer);
  return composeHandler(target.middlewares ?? [], end, tools);
}

/** Answers with one of the engine's own pages. */
function pageHandler(answer: Extract<HttpTarget, { kind: 'internal' }>['answer']): HttpHandler {
  const serve = async (request: HttpRequest, reply: HttpReply): Promise<void> => {
    try {
      const page = await answer(request.head);
      if (!request.gone) sendAnswer(reply, page, request.head.method);
    } catch (error) {
      request.record.error = error instanceof Error ? error.message : String(error);
      reply.abort(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return { serve: (request, reply) => void serve(request, reply) };
}
