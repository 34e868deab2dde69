import type { ConfiguredMiddleware, HttpRouter } from '../configuration/model.ts';
import type { Route } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { HttpRule } from '../rules/http-rule.ts';

/**
 * A router as it stands in tables, for as long as the router does not change. What it leads to in the table that asked
 * last is kept in it: a request for one route of thousands finds nothing in the processor's caches, and each further
 * object costs it a look into memory.
 */
export interface PlannedRoute extends Route<HttpRule, HttpTarget | undefined> {
  readonly plan: HttpPlan;
  target: HttpTarget | undefined;
  tlsOptions: string | undefined;
  /** Stands for that table; undefined: none asked. */
  heldBy: object | undefined;
}

/** A router, or a page of the engine itself, through all the generations that leave it as it is. */
export interface HttpPlan {
  /** A page of the engine itself has none. */
  readonly router?: HttpRouter;
  readonly page?: HttpTarget;
  /** undefined: nothing can be routed by it. */
  route: PlannedRoute | undefined;
  /** Whether requests are routed by it, as of the last assembly. */
  inForce: boolean;
  /** What its middlewares were when they were last found in order. */
  middlewares?: readonly ConfiguredMiddleware[];
  /** Services that its middlewares forward to. */
  otherServices?: readonly string[];
  /** Those in force behind it. */
  children?: readonly HttpPlan[];
}

/** Routers in the order of a configuration, and the plan of each. */
export interface Plans {
  readonly routers: readonly HttpRouter[];
  readonly plans: readonly HttpPlan[];
}

/** How far a router is looked for behind the place where it is expected. */
const LOOK_AHEAD = 8;

/**
 * The plans of the next configuration. Those of routers that stayed are kept; what is told apart by comparing routers in
 * their order, without looking into them, costs little however many there are.
 */
export function changedPlans(
  before: Plans,
  routers: ReadonlyMap<string, HttpRouter>,
  plan: (router: HttpRouter) => HttpPlan,
): { readonly plans: Plans; readonly come: readonly HttpPlan[]; readonly gone: readonly HttpPlan[] } {
  const after = [...routers.values()];
  const plans: HttpPlan[] = [];
  const come: HttpPlan[] = [];
  const gone: HttpPlan[] = [];
  let next = 0;
  const passBefore = (place: number): void => {
    for (const plan of before.plans.slice(next, place)) gone.push(plan);
  };
  for (const router of after) {
    let place = next;
    const end = Math.min(next + LOOK_AHEAD, before.routers.length);
    while (place < end && before.routers[place] !== router) place += 1;
    const known = place < end ? before.plans[place] : undefined;
    if (known) {
      passBefore(place);
      next = place + 1;
      plans.push(known);
    } else {
      const made = plan(router);
      come.push(made);
      plans.push(made);
    }
  }
  passBefore(before.plans.length);
  return { plans: { routers: after, plans }, come, gone };
}
