import type { ConfiguredMiddleware, HttpRouter } from '../configuration/model.ts';
import type { Route } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { HttpRule } from '../rules/http-rule.ts';

/** A router as it stands in tables, for as long as the router does not change. */
export type PlannedRoute = Route<HttpRule, HttpPlan>;

/** A router, or a page of the engine itself, through all the generations that leave it as it is. */
export interface HttpPlan {
  /** A page of the engine itself has none. */
  readonly router?: HttpRouter;
  readonly page?: HttpTarget;
  /** undefined: nothing can be routed by it. */
  route: PlannedRoute | undefined;
  /** Whether requests are routed by it, as of the last assembly. */
  inForce: boolean;
  /** The last assembly that it was part of. */
  seen: number;
  /** What its middlewares were when they were last found in order. */
  middlewares?: readonly ConfiguredMiddleware[];
  /** Services that its middlewares forward to. */
  otherServices?: readonly string[];
  /** Those in force behind it. */
  children?: readonly HttpPlan[];
  /** What it leads to in the generation that asked last. */
  held: { readonly by: object; readonly live: Route<HttpRule, HttpTarget> } | undefined;
}
