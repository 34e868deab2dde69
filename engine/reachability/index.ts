/** Which routers can be reached: whether rules can hold together, and what comes before them. Pure. */

export type { Contest, Taker } from './contest.ts';
export { httpContest, tcpContest } from './contests.ts';
export { type ModelRequest, requestOf, tcpFactsOf } from './model-facts.ts';
export type { Model } from './satisfy.ts';
export { survey } from './survey.ts';
