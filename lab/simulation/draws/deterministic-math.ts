/**
 * Functions that `Math` has, too, but whose last bits ECMAScript leaves to the machine (ECMA-262, 21.3.2: "an
 * implementation-approximated Number value"). These use nothing but operations that IEEE 754 defines to the bit. Their
 * relative error is below 1e-14. They are made for tables, not for inner loops.
 */

const LN_2 = Math.LN2;
/** The first 32 bits of ln 2, of which small multiples are exact, and the rest. */
const LN_2_HIGH = 0.6931471803691238;
const LN_2_LOW = 1.9082149292705877e-10;
const TURN = 2 * Math.PI;
const SQRT_2_PI = Math.sqrt(TURN);

/** Natural logarithm; `x` above 0. */
export function ln(x: number): number {
  let exponent = 0;
  // Powers of two: exact.
  while (x >= 2 ** 32) [x, exponent] = [x / 2 ** 32, exponent + 32];
  while (x < 2 ** -32) [x, exponent] = [x * 2 ** 32, exponent - 32];
  while (x > Math.SQRT2) [x, exponent] = [x / 2, exponent + 1];
  while (x < Math.SQRT1_2) [x, exponent] = [x * 2, exponent - 1];
  // ln x = 2 artanh((x - 1) / (x + 1)), and the argument is below 0.172 now.
  const ratio = (x - 1) / (x + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let odd = 27; odd >= 3; odd -= 2) sum = (sum + 1 / odd) * square;
  return exponent * LN_2_HIGH + (2 * ratio * (1 + sum) + exponent * LN_2_LOW);
}

/** The exponential function; infinite above 709.7, 0 below -745. */
export function exp(x: number): number {
  if (x > 709.78) return Number.POSITIVE_INFINITY;
  if (x < -745.2) return 0;
  const doublings = Math.floor(x / LN_2 + 0.5);
  const rest = x - doublings * LN_2_HIGH - doublings * LN_2_LOW;
  let sum = 1;
  for (let factor = 16; factor >= 1; factor -= 1) sum = 1 + (sum * rest) / factor;
  return timesPowerOfTwo(sum, doublings);
}

/** `x` to the power of `y`; `x` above 0. */
export function power(x: number, y: number): number {
  return exp(y * ln(x));
}

/** Sine of an angle in full turns: of 0.25 it is 1, but for rounding. */
export function sineOfTurns(turns: number): number {
  const whole = turns - Math.floor(turns);
  const half = whole >= 0.5 ? whole - 0.5 : whole;
  const quarter = half > 0.25 ? 0.5 - half : half;
  const angle = quarter * TURN;
  const square = angle * angle;
  let sum = 1;
  for (let factor = 22; factor >= 2; factor -= 2) sum = 1 - (sum * square) / (factor * (factor + 1));
  return whole >= 0.5 ? -angle * sum : angle * sum;
}

/** The z that a standard normal variable is below with a probability from 1e-6 to 1 - 1e-6. */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  // Newton's method from 0 on: the distribution function is convex below 0, so that no step goes too far.
  let z = 0;
  for (let step = 0; step < 60; step += 1) {
    const next = z - (normalProbability(z) - probability) / normalDensity(z);
    if (Math.abs(next - z) < 1e-15 * Math.abs(z)) return next;
    z = next;
  }
  return z;
}

/** How probable it is that a standard normal variable is below `z`, from -6 to 6; the absolute error is below 1e-15. */
export function normalProbability(z: number): number {
  // Abramowitz and Stegun 26.2.11: z + z^3/3 + z^5/(3 5) + …, all of one sign.
  const square = z * z;
  let term = z;
  let sum = z;
  for (let odd = 3; term !== 0 && sum + term !== sum; odd += 2) {
    term *= square / odd;
    sum += term;
  }
  return 0.5 + normalDensity(z) * sum;
}

function normalDensity(z: number): number {
  return exp((-z * z) / 2) / SQRT_2_PI;
}

function timesPowerOfTwo(x: number, exponent: number): number {
  for (; exponent >= 512; exponent -= 512) x *= 2 ** 512;
  for (; exponent <= -512; exponent += 512) x *= 2 ** -512;
  for (; exponent > 0; exponent -= 1) x *= 2;
  for (; exponent < 0; exponent += 1) x /= 2;
  return x;
}
