import type { BodySource, HttpReply, TunnelEnd } from '../../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../../middlewares/message.ts';
import { removeHopByHop } from '../hop-by-hop.ts';
import type { Served } from '../serve.ts';
import type { ClientConnection, CurrentExchange } from './client-connection.ts';
import { dateLine, formatHead } from './response-text.ts';
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
    const announced = headers.all('Trailer');
    removeHopByHop(headers);
    if (status === 304 || status === 204) headers.delete('Content-Length');
    const bodiless = this.#method === 'HEAD' || status === 204 || status === 304;
    const length = headers.get('Content-Length');
    let framing: number = Framing.none;
    let ending = '';
    if (!bodiless && length !== undefined) framing = Framing.length;
    else if (!bodiless && this.#connection.minor === 0) framing = Framing.close;
    else if (!bodiless) {
      framing = Framing.chunked;
      if (announced.length > 0) ending = `Trailer: ${announced.join(', ')}\r\n`;
      ending += 'Transfer-Encoding: chunked\r\n';
    }
    if (!headers.has('Date')) ending += dateLine();
    if (this.#connection.endsWith(framing === Framing.close)) ending += 'Connection: close\r\n';
    const text = formatHead(status, headers);
    this.#writer.begin(`${text.slice(0, -2)}${ending}\r\n`, framing, Number(length ?? 0));
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
