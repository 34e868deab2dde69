import { StringDecoder } from 'node:string_decoder';
import { KubernetesError } from './api-error.ts';
import { isJson, type Json } from './api-object.ts';

/** A stream that never ends its line must not fill the memory: etcd itself stores objects of 1.5 MiB at most. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The JSON mappings of a stream, one a line. What stands behind the last end of a line was cut off, and is left out.
 *
 * @throws KubernetesError for a line that is something else. Its text is not quoted: it may be of a Secret.
 */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  const decoder = new StringDecoder('utf8');
  let pending: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const lines = decoder.write(chunk).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const whole = pending.length > 0 ? pending.join('') + line : line;
      pending = [];
      length = 0;
      if (whole.trim() !== '') yield parse(whole);
    }
    pending.push(last);
    length += last.length;
    if (length > LONGEST_LINE) throw new KubernetesError('a watch sent a line of more than 16 MiB');
  }
}

/** @throws KubernetesError */
export async function jsonBody(chunks: AsyncIterable<Uint8Array>): Promise<Json> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parse(Buffer.concat(parts).toString('utf8'));
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isJson(value)) return value;
  } catch {
    // What the parser says quotes the text.
  }
  throw new KubernetesError(`the API sent ${text.length} characters that are no JSON object`);
}
