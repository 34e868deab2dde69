import type { Question } from '../story.ts';
import { type ListedRequest, type ReadRequest, requestKey } from './request.ts';

/** A line or entry that is no request. */
export interface UnreadLine {
  readonly place: string;
  /** The sentence "expected …" goes on with this. */
  readonly expected: string;
}

/** How many lines that could not be read are named. */
const NAMED = 5;

/** Requests as they are read, each kept once with its count; what is no request is counted, the first few are named. */
export class RequestList {
  /** Requests found, each time they were. */
  total = 0;
  /** Lines and entries that are no requests. */
  unreadCount = 0;
  readonly unread: UnreadLine[] = [];
  readonly #countsRepeats: boolean;
  readonly #requests = new Map<string, { question: Question; count: number; place: string }>();

  /** @param countsRepeats false: nobody made these requests, so that each counts once */
  constructor({ countsRepeats = true }: { readonly countsRepeats?: boolean } = {}) {
    this.#countsRepeats = countsRepeats;
  }

  /** Each different request, in the order found. */
  get requests(): readonly ListedRequest[] {
    return [...this.#requests.values()];
  }

  /** @param place asked only for what is kept */
  add(read: ReadRequest, place: () => string): void {
    if (read === undefined) return;
    if ('expected' in read) {
      this.unreadCount += 1;
      if (this.unread.length < NAMED) this.unread.push({ place: place(), expected: read.expected });
      return;
    }
    const key = requestKey(read.question);
    const known = this.#requests.get(key);
    if (known !== undefined && !this.#countsRepeats) return;
    this.total += 1;
    if (known === undefined) this.#requests.set(key, { question: read.question, count: 1, place: place() });
    else known.count += 1;
  }
}
