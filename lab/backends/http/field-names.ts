/** A name of a header in the forms that programs print. */
interface FieldName {
  readonly lower: string;
  /** As Go's `textproto.CanonicalMIMEHeaderKey` writes it: `x-real-ip` is `X-Real-Ip`. */
  readonly canonical: string;
}

/** Names that are kept: clients send the same ones again and again, and could send any number of others. */
const MOST_KEPT = 1000;

const known = new Map<string, FieldName>();

/** The forms of a name as it was written. */
export function fieldName(written: string): FieldName {
  const before = known.get(written);
  if (before) return before;
  const lower = written.toLowerCase();
  const canonical = lower.replace(
    /(^|-)([a-z])/g,
    (_, start: string, letter: string) => start + letter.toUpperCase(),
  );
  if (known.size >= MOST_KEPT) known.clear();
  const name = { lower, canonical };
  known.set(written, name);
  return name;
}
