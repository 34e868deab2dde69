import { MIMEType } from 'node:util';
import type { Clock } from '../net/clock.ts';
import { chooseEncoding, ENCODINGS, type Encoding, isEncoding } from './accept-encoding.ts';
import { CompressingReply } from './compressing-reply.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { TRANSPARENT } from './traffic-shape.ts';

interface CompressSettings {
  readonly encodings: readonly Encoding[];
  readonly defaultEncoding: Encoding | undefined;
  readonly minBytes: number;
  /** Whether answers of a media type, lower case and without parameters, are compressed. */
  readonly takesType: (mediaType: string) => boolean;
  readonly excluded: readonly string[];
}

/** Compresses answers for clients that take it (Traefik: middlewares/http/compress). */
export function compress(name: string, options: Options): HttpMiddleware {
  const excluded = mediaTypes(options, 'excludedContentTypes');
  const included = mediaTypes(options, 'includedContentTypes');
  if (excluded.length > 0 && included.length > 0) {
    throw options.error(
      'includedContentTypes',
      'cannot be given together with excludedContentTypes: the two are mutually exclusive',
    );
  }
  const listed = options.texts('encodings').map((encoding) => supported(options, 'encodings', encoding));
  const encodings = listed.length > 0 ? listed : ENCODINGS;
  const written = options.text('defaultEncoding');
  const defaultEncoding = written === '' ? undefined : supported(options, 'defaultEncoding', written);
  if (defaultEncoding && !encodings.includes(defaultEncoding)) {
    throw options.error('defaultEncoding', `is ${defaultEncoding}, which is not one of encodings`);
  }
  const minBytes = options.count('minResponseBodyBytes', 0) || 1024;
  const settings: CompressSettings = {
    encodings,
    defaultEncoding,
    minBytes,
    excluded: [...excluded, 'application/grpc'],
    takesType: (type) =>
      included.length > 0 ? included.includes(type) : type !== 'application/grpc' && !excluded.includes(type),
  };
  return {
    name,
    shape: TRANSPARENT,
    wrap: (next, { clock }) => new Compress(next, settings, clock),
    explain: () =>
      `It compresses answers of ${minBytes} bytes or more with ${encodings.join(', ')}, as the client's Accept-Encoding allows.`,
  };
}

function supported(options: Options, option: string, encoding: string): Encoding {
  if (isEncoding(encoding)) return encoding;
  throw options.error(
    option,
    `names "${encoding}", which is not supported: there are ${ENCODINGS.join(', ')}`,
  );
}

function mediaTypes(options: Options, option: string): string[] {
  return options.texts(option).map((text) => {
    const type = mediaType(text);
    if (type === undefined) throw options.error(option, `holds "${text}", which is no media type`);
    return type;
  });
}

/** Lower case, without parameters; undefined if it cannot be read. */
function mediaType(text: string): string | undefined {
  try {
    return new MIMEType(text).essence;
  } catch {
    return undefined;
  }
}

class Compress implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #settings: CompressSettings;
  readonly #clock: Clock;

  constructor(next: HttpHandler, settings: CompressSettings, clock: Clock) {
    this.#next = next;
    this.#settings = settings;
    this.#clock = clock;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const encoding = this.#encodingFor(request);
    if (!encoding) {
      this.#next.serve(request, reply);
      return;
    }
    const { minBytes } = this.#settings;
    const compressing = new CompressingReply(reply, {
      clock: this.#clock,
      encoding,
      minBytes,
      // An answer without a type is compressed, one whose type cannot be read is not.
      takes: (type) => {
        if (type === undefined) return true;
        const essence = mediaType(type);
        return essence !== undefined && this.#settings.takesType(essence);
      },
    });
    request.onDone(() => compressing.release());
    this.#next.serve(request, compressing);
  }

  #encodingFor({ head, upgrade }: HttpRequest): Encoding | undefined {
    if (head.method === 'HEAD' || upgrade !== undefined) return undefined;
    const type = mediaType(head.headers.get('Content-Type') ?? '');
    if (type !== undefined && this.#settings.excluded.includes(type)) return undefined;
    const accepted = head.headers.all('Accept-Encoding');
    const { encodings, defaultEncoding } = this.#settings;
    if (accepted.length === 0) return defaultEncoding;
    return chooseEncoding(accepted.join(','), encodings, defaultEncoding ?? encodings[0]);
  }
}
