import type { BodySource, HttpReply, TunnelEnd } from '../../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../../middlewares/message.ts';
import { HOP_BY_HOP, namedByConnection, removeHopByHop } from '../hop-by-hop.ts';
import type { Served } from '../serve.ts';
import { fieldIdOf } from '../wire/field-ids.ts';
import { FieldId } from '../wire/registers.ts';
import { fieldLine } from '../wire/serialize.ts';
import type { ClientConnection, CurrentExchange } from './client-connection.ts';
import { dateLine, formatHead, statusLine } from './response-text.ts';
import { Framing, type ResponseWriter } from './response-writer.ts';
import type { TunnelBytes } from './tunnel.ts';

/** The answer to one request of an HTTP/1.1 client, made of heads and pieces of bodies. */
export class Http1Reply implements HttpReply, CurrentExchange {
  readonly #connection: ClientConnection;
  readonly #writer: ResponseWriter;
  readonly #method: string;
  #source: BodySource | undefined;
  #served: Served | undefined;
  #outcome: { readonly delivered: boolean; readonly tunnelled: TunnelBytes | undefined } | undefined;

  constructor(connection: ClientConnection, writer: ResponseWriter, method: string) {
    this.#connection = connection;
    this.#writer = writer;
    this.#method = method;
  }

  /** Tells who serves the request that it is over, now or later. */
  set served(served: Served) {
    this.#served = served;
    if (this.#outcome) served.done(this.#outcome.delivered, this.#outcome.tunnelled);
  }

  drained(): void {
    this.#source?.resume();
  }

  gone(): void {
    const source = this.#source;
    this.#over(false);
    source?.cancel();
  }

  interim({ status, headers }: ResponseHead): void {
    if (this.#outcome || this.#connection.minor === 0 || this.#writer.started) return;
    removeHopByHop(headers);
    this.#connection.channel.writeText(formatHead(status, headers));
  }

  start({ status, headers }: ResponseHead, source: BodySource): void {
    if (this.#outcome || this.#writer.started) {
      source.cancel();
      return;
    }
    this.#source = source;
    const unmeasured = status === 204 || status === 304;
    const named = namedByConnection(headers);
    const raw = headers.raw();
    let text = statusLine(status);
    let length: string | undefined;
    let trailers = '';
    let dated = false;
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at] ?? '';
      const value = raw[at + 1] ?? '';
      const id = fieldIdOf(name);
      if (id === FieldId.trailer) trailers += trailers === '' ? value : `, ${value}`;
      if (HOP_BY_HOP[id] === 1 || named?.has(name)) continue;
      if (id === FieldId.contentLength) {
        if (unmeasured) continue;
        length ??= value;
      } else if (id === FieldId.date) dated = true;
      text += fieldLine(name, value);
    }
    let framing: number = Framing.none;
    if (this.#method !== 'HEAD' && !unmeasured) {
      if (length !== undefined) framing = Framing.length;
      else if (this.#connection.minor === 0) framing = Framing.close;
      else {
        framing = Framing.chunked;
        if (trailers !== '') text += `Trailer: ${trailers}\r\n`;
        text += 'Transfer-Encoding: chunked\r\n';
      }
    }
    if (!dated) text += dateLine();
    if (this.#connection.endsWith(framing === Framing.close)) text += 'Connection: close\r\n';
    this.#writer.begin(`${text}\r\n`, framing, Number(length ?? 0));
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    return this.#outcome !== undefined || this.#writer.write(bytes, start, end);
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#outcome) return;
    this.#writer.end(bytes, start, end, trailers?.raw());
    this.#over(true);
    this.#connection.exchangeEnded(this, this.#connection.services.now());
  }

  flush(): void {
    if (!this.#outcome) this.#writer.flush();
  }

  abort(): void {
    if (this.#outcome) return;
    this.#over(false);
    this.#connection.breakOff();
  }

  tunnel({ status, headers }: ResponseHead, server: TunnelEnd): void {
    if (this.#outcome) {
      server.channel.destroy();
      return;
    }
    this.#connection.tunnel(formatHead(status, headers), server, (bytes) => this.#over(true, bytes));
  }

  #over(delivered: boolean, tunnelled?: TunnelBytes): void {
    if (this.#outcome) return;
    this.#outcome = { delivered, tunnelled };
    this.#source = undefined;
    this.#served?.done(delivered, tunnelled);
  }
}
