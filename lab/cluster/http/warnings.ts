/** The longest texts of warnings together; where they are longer, each is cut (Kubernetes: apiserver/pkg/warning). */
const MOST_CHARACTERS = 4096;
const MOST_OF_ONE = 256;

/**
 * The values of `Warning` headers (RFC 7234 §5.5; kubectl prints the texts). A text becomes a quoted string in UTF-8;
 * control characters, which no header may have, become spaces.
 */
export function warningHeaders(warnings: readonly string[]): string[] {
  const distinct = [...new Set(warnings)];
  const total = distinct.reduce((sum, warning) => sum + warning.length, 0);
  const texts = total > MOST_CHARACTERS ? distinct.map((warning) => warning.slice(0, MOST_OF_ONE)) : distinct;
  const most = Math.floor(MOST_CHARACTERS / MOST_OF_ONE);
  return (total > MOST_CHARACTERS ? texts.slice(0, most) : texts).map((text) => {
    const printable = text.replace(/\p{Cc}/gu, ' ').replace(/[\\"]/g, '\\$&');
    // Node writes headers byte by byte: the bytes of the UTF-8 text are what it must be given.
    return `299 - "${Buffer.from(printable, 'utf8').toString('latin1')}"`;
  });
}
