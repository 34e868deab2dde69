import type { RequestHead } from '../../middlewares/message.ts';
import type { HttpMiddleware } from '../../middlewares/middleware.ts';
import type { HttpTable, Route } from '../../routing/tables.ts';
import type { GuardedService, HttpTarget } from '../../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../../rules/http-rule.ts';
import type { HeaderLine, HeadView, Lookup, MiddlewarePass } from './rehearsed.ts';

/** A pass that is not over yet. */
type Passing = { -readonly [Key in keyof MiddlewarePass]: MiddlewarePass[Key] };

/** Notes which tables a request is looked up in and what each middleware makes of it, without a change to either. */
export class Trace {
  #lookups: Lookup[] = [];
  #passes: Passing[] = [];
  readonly #targets = new WeakMap<HttpTarget, HttpTarget>();
  readonly #guarded = new WeakMap<GuardedService, GuardedService>();

  /** Forgets the request before. */
  begin(): void {
    this.#lookups = [];
    this.#passes = [];
  }

  get lookups(): readonly Lookup[] {
    return this.#lookups;
  }

  get passes(): readonly MiddlewarePass[] {
    return this.#passes;
  }

  table(table: HttpTable<HttpTarget>, behind?: string): HttpTable<HttpTarget> {
    return new NotedTable(table, (facts, route) =>
      this.#lookups.push({
        table,
        facts,
        ...(behind !== undefined && { behind }),
        ...(route && { route }),
      }),
    );
  }

  target(target: HttpTarget, router: string): HttpTarget {
    const known = this.#targets.get(target);
    if (known) return known;
    const { middlewares = [] } = target;
    const traced: HttpTarget = {
      ...target,
      middlewares: middlewares.map((middleware) => this.#middleware(middleware)),
      ...(target.kind === 'parent' && { children: this.table(target.children, router) }),
    };
    this.#targets.set(target, traced);
    return traced;
  }

  guarded(service: GuardedService): GuardedService {
    const known = this.#guarded.get(service);
    if (known) return known;
    const middlewares = service.middlewares.map((middleware) => this.#middleware(middleware, service.name));
    const traced = { ...service, middlewares };
    this.#guarded.set(service, traced);
    return traced;
  }

  #middleware(middleware: HttpMiddleware, service?: string): HttpMiddleware {
    const { name, request, response, wrap, services } = middleware;
    const begin = (head: RequestHead): Passing => {
      const pass: Passing = {
        name,
        explanation: middleware.explain(),
        before: viewOf(head),
        ...(service !== undefined && { service }),
      };
      this.#passes.push(pass);
      return pass;
    };
    if (wrap) {
      return {
        name,
        explain: () => middleware.explain(),
        ...(services && { services }),
        wrap(next, tools) {
          let pass: Passing | undefined;
          const inner = wrap.call(
            middleware,
            {
              serve(passed, reply) {
                if (pass) pass.after ??= viewOf(passed.head);
                next.serve(passed, reply);
              },
            },
            tools,
          );
          return {
            serve(arrived, reply) {
              pass = begin(arrived.head);
              inner.serve(arrived, reply);
            },
          };
        },
      };
    }
    return {
      name,
      explain: () => middleware.explain(),
      request(head) {
        const pass = begin(head);
        const answer = request?.call(middleware, head);
        if (answer) pass.answer = { status: answer.status, headers: answer.headers };
        else pass.after = viewOf(head);
        return answer;
      },
      ...(response && {
        response(head, asked) {
          response.call(middleware, head, asked);
        },
      }),
    };
  }
}

function viewOf({ method, host, target, headers }: RequestHead): HeadView {
  return { method, host, target, headers: copyOf(headers.lines()) };
}

function copyOf(lines: readonly HeaderLine[]): HeaderLine[] {
  return lines.map(([name, value]) => [name, value]);
}

type HttpRoute = Route<HttpRule, HttpTarget>;

/** A table that tells what is looked up in it. */
class NotedTable implements HttpTable<HttpTarget> {
  readonly #table: HttpTable<HttpTarget>;
  readonly #note: (facts: HttpFacts, route: HttpRoute | undefined) => void;

  constructor(table: HttpTable<HttpTarget>, note: (facts: HttpFacts, route: HttpRoute | undefined) => void) {
    this.#table = table;
    this.#note = note;
  }

  get routes(): readonly HttpRoute[] {
    return this.#table.routes;
  }

  get size(): number {
    return this.#table.size;
  }

  match(facts: HttpFacts): HttpRoute | undefined {
    const route = this.#table.match(facts);
    this.#note(facts, route);
    return route;
  }

  refusesMethod(facts: HttpFacts): boolean {
    return this.#table.refusesMethod(facts);
  }

  candidates(facts: HttpFacts): ReturnType<HttpTable<HttpTarget>['candidates']> {
    return this.#table.candidates(facts);
  }
}
