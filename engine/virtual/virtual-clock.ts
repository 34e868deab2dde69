import type { Clock } from '../net/clock.ts';
import { TimerQueue } from './timer-queue.ts';

/**
 * Turns of the event loop that must pass without any bytes moving before the present moment counts as over. Node passes
 * results of TLS and streams on from one turn to the next, one turn each time.
 */
const QUIET_TURNS = 5;
/** Real milliseconds for which what runs outside virtual time (files, threads) is waited for. */
const OUTSIDE_LIMIT_MS = 1000;
/** The same for work that was announced, which is sure to end: on a machine with much to do it takes its time. */
const ANNOUNCED_LIMIT_MS = 30_000;
/** Turns after which it is looked for outside once in a millisecond only. */
const BUSY_TURNS = 200;
/** What Node calls requests to the thread pool for files and names, which have an answer to come. */
const OUTSIDE_WORK: ReadonlySet<string> = new Set([
  'FSReqCallback',
  'FSReqPromise',
  'CloseReq',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
]);

/** Somebody who waits, in words for people. */
interface Waiting {
  readonly what: string;
  reject(error: Error): void;
}

/** Nothing in virtual time can bring about what is waited for. */
class VirtualDeadlockError extends Error {
  readonly code = 'virtual-deadlock';

  constructor(what: string, now: number) {
    super(
      `Waiting for ${what} cannot end: at ${now} ms of virtual time no timer is left, no bytes are under way, and nothing ` +
        `came from outside for ${OUTSIDE_LIMIT_MS} ms. Something in the scenario never answers and has no time limit.`,
    );
    this.name = 'VirtualDeadlockError';
  }
}

/**
 * Time that passes only while somebody waits: whenever nothing is left to do at the present moment, the next timer is due
 * at once. Begins at 0. An hour takes as long as what happens in it.
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  readonly #waiting = new Set<Waiting>();
  #now = 0;
  /** Grows with all that happens on the network. */
  #activity = 0;
  #seen = 0;
  #quietTurns = 0;
  /** Work outside virtual time that was announced. */
  readonly #outside = new Set<PromiseLike<unknown>>();
  /** Real time since when nothing but the world outside can go on; undefined: something can. */
  #stuckSince: number | undefined;
  #stuckTurns = 0;
  #turning = false;

  /** Milliseconds of virtual time. May be passed around. */
  readonly now = (): number => this.#now;

  /** Runs something once after so many milliseconds of virtual time. May be passed around. */
  readonly after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = this.#timers.add(this.#now + Math.max(0, milliseconds), run);
    return () => this.#timers.callOff(timer);
  };

  /** Says that bytes moved: the present moment is not over. */
  readonly stir = (): void => {
    this.#activity += 1;
  };

  /**
   * Lets virtual time pass until the promise has settled, and settles as it does. Many may wait at a time. A promise that
   * settles by itself, without timers and sockets, costs no turn of the event loop.
   *
   * @param what is waited for, in the message of the error
   * @throws VirtualDeadlockError if there is no timer left, and for a second of real time nothing came from outside
   */
  wait<T>(promise: PromiseLike<T>, what = 'a result'): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { what, reject };
      this.#waiting.add(waiting);
      promise.then(
        (value) => {
          this.#waiting.delete(waiting);
          resolve(value);
        },
        (error: unknown) => {
          this.#waiting.delete(waiting);
          reject(error);
        },
      );
      this.#schedule();
    });
  }

  /** Lets so many milliseconds of virtual time pass. */
  pass(milliseconds: number): Promise<void> {
    return this.wait(new Promise((resolve) => void this.after(milliseconds, resolve)));
  }

  /**
   * Holds virtual time for work that the clock cannot see: in a thread (compression, hashing), in another process. Half a
   * minute of real time at most: what takes longer is not waited for again. May be passed around.
   */
  readonly outside = async <T>(work: PromiseLike<T>): Promise<T> => {
    this.#outside.add(work);
    try {
      return await work;
    } finally {
      this.#outside.delete(work);
      this.stir();
    }
  };

  #schedule(): void {
    if (this.#turning) return;
    this.#turning = true;
    this.#quietTurns = 0;
    this.#stuckSince = undefined;
    setImmediate(this.#turn);
  }

  /** One turn of the event loop while somebody waits. */
  readonly #turn = (): void => {
    if (this.#waiting.size === 0) {
      this.#turning = false;
      return;
    }
    // Whatever runs below may throw: the turns go on.
    if (this.#stuckTurns < BUSY_TURNS) setImmediate(this.#turn);
    else setTimeout(this.#turn, 1);
    if (this.#seen !== this.#activity) {
      this.#seen = this.#activity;
      this.#goesOn();
      return;
    }
    const next = this.#timers.first();
    if (next !== undefined && next.dueAt <= this.#now) {
      this.#goesOn();
      this.#timers.take()?.();
      return;
    }
    this.#quietTurns += 1;
    if (this.#quietTurns < QUIET_TURNS || this.#isBusyOutside(next === undefined)) return;
    if (next === undefined) this.#giveUp();
    else {
      this.#now = next.dueAt;
      this.#goesOn();
      this.#timers.take()?.();
    }
  };

  #goesOn(): void {
    this.#quietTurns = 0;
    this.#stuckSince = undefined;
    this.#stuckTurns = 0;
  }

  /** Whether an answer from outside may still come. `must`: nothing else is left that could go on. */
  #isBusyOutside(must: boolean): boolean {
    if (!must && this.#outside.size === 0 && !isWorkingForUs()) return false;
    if (!must) this.#quietTurns = 0;
    this.#stuckTurns += 1;
    this.#stuckSince ??= performance.now();
    const limit = this.#outside.size > 0 ? ANNOUNCED_LIMIT_MS : OUTSIDE_LIMIT_MS;
    if (performance.now() - this.#stuckSince < limit) return true;
    this.#outside.clear();
    return false;
  }

  #giveUp(): void {
    this.#goesOn();
    for (const { what, reject } of this.#waiting) reject(new VirtualDeadlockError(what, this.#now));
    this.#waiting.clear();
  }
}

/** Whether the thread pool has a file or a name to answer with. */
function isWorkingForUs(): boolean {
  return process.getActiveResourcesInfo().some((kind) => OUTSIDE_WORK.has(kind));
}
