import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

/** Names and values that are worth being known to both sides before the first of them is sent. */
const WORDS = `options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow
  authorization cache-control connection content-base content-encoding content-language content-length content-location
  content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match
  if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range
  referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method
  get status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin`;

const REST =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden' +
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** What both sides compress header blocks against (SPDY/3, section 2.6.10.1): each word behind its length, then the rest. */
export const DICTIONARY: Buffer = Buffer.concat([
  ...WORDS.split(/\s+/).flatMap((word) => {
    const text = word.replace('_', ' ');
    return [uint32(text.length), Buffer.from(text)];
  }),
  Buffer.from(REST),
]);

/** Bytes that a header block may have, unpacked; those of port forwarding have some 60. */
const LONGEST_BLOCK = 16 * 1024;

/** A header block that cannot be read. */
class HeaderBlockError extends Error {
  override readonly name = 'HeaderBlockError';
}

/** Reads and writes the header blocks of one connection, each of which is packed against all before it. */
export class HeaderBlocks {
  readonly #inflate: Inflate = createInflate({ dictionary: DICTIONARY });
  readonly #deflate: Deflate = createDeflate({ dictionary: DICTIONARY });

  /** @throws HeaderBlockError */
  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    return pairsOf(await passed(this.#inflate, block));
  }

  /** A block without any header. */
  writeEmpty(): Promise<Buffer> {
    return passed(this.#deflate, uint32(0));
  }

  close(): void {
    this.#inflate.destroy();
    this.#deflate.destroy();
  }
}

/** What comes out for what goes in. */
function passed(through: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const failed = ({ message }: Error): void => reject(new HeaderBlockError(message));
    through.once('error', failed);
    through.write(block, (error) => {
      if (error) return;
      through.flush(constants.Z_SYNC_FLUSH, () => {
        through.off('error', failed);
        const chunk: unknown = through.read();
        resolve(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0));
      });
    });
  });
}

function pairsOf(block: Buffer): ReadonlyMap<string, string> {
  if (block.length < 4 || block.length > LONGEST_BLOCK) {
    throw new HeaderBlockError(`a header block has ${block.length} bytes`);
  }
  let offset = 4;
  const next = (): string => {
    const length = offset + 4 <= block.length ? block.readUInt32BE(offset) : Number.NaN;
    const end = offset + 4 + length;
    if (!(end <= block.length)) throw new HeaderBlockError('a header ends behind its block');
    const text = block.toString('latin1', offset + 4, end);
    offset = end;
    return text;
  };
  const pairs = new Map<string, string>();
  for (let left = block.readUInt32BE(0); left > 0; left -= 1) pairs.set(next(), next());
  return pairs;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
