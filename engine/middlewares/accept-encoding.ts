/** The content codings that answers can be compressed with, the preferred first (Traefik: middlewares/http/compress). */
export const ENCODINGS = ['gzip', 'br', 'zstd'] as const;

export type Encoding = (typeof ENCODINGS)[number];

export function isEncoding(text: string): text is Encoding {
  return (ENCODINGS as readonly string[]).includes(text);
}

/**
 * The coding that fits an Accept-Encoding field best: the one the client weighs most, among equals the first of
 * `encodings`; `*` stands for `otherwise`. undefined: the answer stays as it is. RFC 9110 §12.5.3.
 */
export function chooseEncoding(
  accepted: string,
  encodings: readonly Encoding[],
  otherwise: Encoding | undefined,
): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const item of accepted.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (name === '') continue;
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
    const q = weight === undefined ? 1 : Number(weight.slice(weight.indexOf('=') + 1));
    weights.set(name, Number.isNaN(q) ? 0 : q);
  }
  const any = weights.get('*') ?? 0;
  let best: Encoding | undefined;
  let bestWeight = 0;
  for (const encoding of encodings) {
    const weight = weights.get(encoding) ?? 0;
    if (weight > bestWeight) [best, bestWeight] = [encoding, weight];
  }
  if (otherwise && any > bestWeight && !weights.has(otherwise)) [best, bestWeight] = [otherwise, any];
  // A client may prefer the answer as it is; among equals it is compressed.
  return bestWeight >= (weights.get('identity') ?? 0) ? best : undefined;
}
