/** Kinds of events, and what their two numbers mean. */
export const Events = {
  /** A pod has done its work: number of the flight, its generation. */
  done: 0,
  /** A wait before the next step is over: number of the flight, its generation. */
  wake: 1,
  /** A server has not answered in time: number of the flight, its generation. */
  headerTimeout: 2,
  /** A client of a closed loop has thought: number of the source, of the client. */
  thought: 3,
  /** Somebody waited by the clock: number of the callback. */
  callback: 4,
} as const;
