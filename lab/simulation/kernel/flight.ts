import type {
  HttpDestination,
  HttpServiceNode,
  Mirroring,
  Served,
  ServerWatch,
  UpstreamReply,
} from '../../../engine/core.ts';
import { type Cookies, NONE } from './cookie-jars.ts';
import type { Passage } from './passage.ts';
import type { Source } from './source.ts';
import type { Station } from './station.ts';
import type { Target } from './targets.ts';

/** What is on its way. */
export const FlightKind = {
  /** A client's request that takes the short way: its policies are asked by the loop. */
  request: 0,
  /** A copy that a mirroring service sends. */
  copy: 1,
  /** A client's request that the engine's handlers serve. */
  served: 2,
  /** A request of the engine's handlers, or of its health checks, to a server. */
  call: 3,
} as const;

/** Where it is. */
export const Place = { nowhere: 0, queue: 1, work: 2 } as const;

/** A request on its way: to the engine, through it, or in a pod. Used again and again: a request makes no garbage. */
export class Flight {
  readonly index: number;
  kind: number = FlightKind.request;
  /** Counts up with each event that does not count any more. */
  generation = 0;
  /** When it began, milliseconds. Times begin as no number, which is kept as a fraction: the first of them may be whole. */
  startedAt = Number.NaN;
  /** Whether it is part of the results. */
  counts = true;
  source: Source | undefined;
  template = 0;
  client = 0;
  engine = 0;
  passage: Passage | undefined;
  /** Steps that it waits behind. */
  step = 0;
  /** One bit for each step whose limit it holds. */
  held = 0;
  /** Attempts made, and when the first and the latest passed, by step. */
  readonly attempts: number[] = [];
  readonly enteredAt: number[] = [];
  /** No byte of it reached the server that it was sent to last. */
  unsent = false;
  target: Target | undefined;
  watch: ServerWatch | undefined;
  /** Of its client, when it was sent. */
  sent: Cookies = NONE;
  /** Set-Cookie lines of balancers. */
  cookies: readonly string[] | undefined;
  mirrorings: readonly Mirroring<HttpDestination>[] = [];
  /** Of a copy: who gets it one after the other, and who is next. */
  mirrors: readonly HttpServiceNode[] = [];
  nextMirror = 0;
  /** Of a served one. */
  served: Served | undefined;
  /** Of a call. */
  reply: UpstreamReply | undefined;
  /** Of a call: whether it is a copy; a probe counts nowhere. */
  isCopy = false;
  isProbe = false;
  station: Station | undefined;
  place: number = Place.nowhere;
  /** Nobody waits for it any more. */
  abandoned = false;
  status = 0;
  arrivedAt = Number.NaN;
  /** When the pod will have done its work. */
  doneAt = Number.NaN;
  /** Number of the one behind it in a pod's queue; -1: none. */
  behind = -1;
  /** Numbers of the neighbours among the requests under way, in the order in which they began; -1: none. */
  older = -1;
  younger = -1;

  constructor(index: number) {
    this.index = index;
  }
}
