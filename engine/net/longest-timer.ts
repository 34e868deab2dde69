/** The longest that Node's timers wait, nearly 25 days; what is longer they take for 1 ms. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
