/** The texts of a block, one a line. Escapes are those of JSON, and `␣` is a blank. `wrap` makes a message of a line. */
export function texts(block: string, wrap = (line: string): string => line): string[] {
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => wrap(plain(line)));
}

function plain(line: string): string {
  const text: unknown = JSON.parse(`"${line.replaceAll('"', '\\"').replaceAll('␣', ' ')}"`);
  return String(text);
}
