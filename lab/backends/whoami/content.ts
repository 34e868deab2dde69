import { isGoTrue } from '../go-flags.ts';
import type { ProgramResponse } from '../http/program-response.ts';

const charset = '-ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Whole repetitions of the charset, so that every block of a long content starts alike. */
const block = Buffer.from(charset.repeat(2400));
/** Go's server buffers this much to learn the content type; a shorter content has a Content-Length. */
const unsniffedBytes = 512;

const unitBytes: Readonly<Record<string, number>> = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** Size in bytes that a query of `/data` asks for; 1 where `size` is no whole number, 0 where it is negative. */
function contentSize(query: URLSearchParams): number {
  const size = query.get('size') ?? '';
  const count = /^[+-]?\d+$/.test(size) ? Number(size) : 1;
  const unit = unitBytes[(query.get('unit') ?? '').toLowerCase()] ?? 1;
  return Math.min(Math.max(count, 0) * unit, Number.MAX_SAFE_INTEGER);
}

/** The content of `/data`, exactly `size` bytes: `|ABC…Z-ABC…|`. */
function* content(size: number): Generator<Buffer> {
  for (let offset = 0; offset < size; offset += block.length) {
    const length = Math.min(block.length, size - offset);
    const first = offset === 0;
    const last = offset + length === size;
    if (!first && !last) {
      yield block;
      continue;
    }
    const edge = Buffer.from(block.subarray(0, length));
    if (first) edge[0] = 0x7c;
    if (last) edge[length - 1] = 0x7c;
    yield edge;
  }
}

/** Answers `/data?size=N&unit=U&attachment=B`, no faster than the client reads. */
export function answerContent(
  response: ProgramResponse,
  method: string,
  query: URLSearchParams,
): Promise<void> | undefined {
  const size = contentSize(query);
  const attachment = isGoTrue(query.get('attachment'));
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (attachment) response.setHeader('Content-Disposition', 'Attachment');
  if (attachment || size < unsniffedBytes) response.setHeader('Content-Length', size);
  if (method !== 'HEAD') return response.endWith(content(size));
  response.end();
  return undefined;
}
