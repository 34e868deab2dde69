import { sendAnswer } from '../middlewares/answer-reply.ts';
import { errorAnswer } from '../middlewares/answers.ts';
import { composeHandler } from '../middlewares/chain.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from '../middlewares/handler.ts';
import type { HttpTable } from '../routing/tables.ts';
import type { FailoverService, GuardedService, HttpServiceNode, HttpTarget } from '../routing/targets.ts';
import { failoverHandler } from './failover.ts';
import { forwardingHandler } from './forward.ts';
import { requestFacts } from './request-head.ts';
import { prepareTarget } from './request-path.ts';
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
  // A middleware is built anew with each configuration and for each entry point, as in Traefik.
  const scope = `${services.entryPoint} ${router} ${services.snapshot().generation}`;
  const others = target.kind === 'internal' ? undefined : target.services;
  return composeHandler(target.middlewares ?? [], endOf(services, target), tools(services, scope, others));
}

function endOf(services: ExchangeServices, target: HttpTarget): HttpHandler {
  switch (target.kind) {
    case 'service':
      return forwardingHandler(services, target.service);
    case 'parent':
      return childHandler(services, target.children);
    case 'internal':
      return pageHandler(target.answer);
  }
}

/** The handlers of destinations that are no servers, each built when its first request comes. */
export function destinationHandlers(
  services: () => ExchangeServices,
): (destination: GuardedService | FailoverService) => HttpHandler {
  const built = new WeakMap<GuardedService | FailoverService, HttpHandler>();
  return (destination) => {
    const known = built.get(destination);
    if (known) return known;
    const handler = buildDestination(services(), destination);
    built.set(destination, handler);
    return handler;
  };
}

function buildDestination(
  services: ExchangeServices,
  destination: GuardedService | FailoverService,
): HttpHandler {
  const { name } = destination;
  if (destination.kind === 'failover') {
    const within = { name, itself: true };
    return failoverHandler(destination, {
      main: forwardingHandler(services, destination.main, within),
      fallback: forwardingHandler(services, destination.fallback, within),
    });
  }
  // Shared by all routers that lead to the service, on whatever entry point.
  const scope = `service ${name} ${services.snapshot().generation}`;
  const end = forwardingHandler(services, destination.service, { name, itself: false });
  return composeHandler(destination.middlewares, end, tools(services, scope, destination.services));
}

function tools(
  services: ExchangeServices,
  scope: string,
  others: ReadonlyMap<string, HttpServiceNode> | undefined,
): HandlerTools {
  return {
    scope,
    limits: services.limits,
    clock: services.clock,
    forwardTo(name) {
      const service = others?.get(name);
      return service && forwardingHandler(services, service);
    },
  };
}

/** Chooses among the routers behind another, by the request as that one's middlewares left it. */
function childHandler(services: ExchangeServices, children: HttpTable<HttpTarget>): HttpHandler {
  return {
    serve(request, reply) {
      const { head, record } = request;
      const prepared = prepareTarget(head.target);
      const child = typeof prepared === 'string' ? undefined : children.match(requestFacts(head, prepared));
      if (!child) {
        sendAnswer(reply, errorAnswer(404, '404 page not found'), head.method);
        return;
      }
      record.router = child.name;
      services.handlerOf(child.target, child.name).serve(request, reply);
    },
  };
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
