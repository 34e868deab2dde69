import type { TunnelEnd } from '../../middlewares/handler.ts';
import type { Channel, ChannelOwner } from '../../transport/channel.ts';

/** Bytes that went through a tunnel. */
export interface TunnelBytes {
  readonly fromClient: number;
  readonly fromServer: number;
}

/**
 * Copies bytes both ways until both sides are closed, then calls `over` once. One side's end is passed on; the other may
 * go on sending. What was read of either side before goes first. Destroying either channel ends the tunnel.
 */
export function openTunnel(client: TunnelEnd, server: TunnelEnd, over: (bytes: TunnelBytes) => void): void {
  const upward = new TunnelSide(client.channel, server.channel);
  const downward = new TunnelSide(server.channel, client.channel);
  let open = 2;
  const closed = (): void => {
    open -= 1;
    if (open === 0) over({ fromClient: upward.bytes, fromServer: downward.bytes });
  };
  upward.begin(downward, client.early, closed);
  downward.begin(upward, server.early, closed);
}

class TunnelSide implements ChannelOwner {
  readonly #from: Channel;
  readonly #to: Channel;
  #closed: () => void = () => undefined;
  #other: TunnelSide | undefined;
  ended = false;
  bytes = 0;

  constructor(from: Channel, to: Channel) {
    this.#from = from;
    this.#to = to;
  }

  begin(other: TunnelSide, early: Buffer, closed: () => void): void {
    this.#other = other;
    this.#closed = closed;
    this.#from.owner = this;
    if (early.length > 0) this.onBytes(early, 0, early.length);
    if (!this.#to.congested) this.#from.resume();
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.bytes += end - start;
    if (!this.#to.write('', bytes, start, end, '')) this.#from.pause();
  }

  onEnd(): void {
    this.ended = true;
    this.#to.end();
    if (this.#other?.ended === true) this.#from.close();
  }

  onDrain(): void {
    this.#to.resume();
  }

  onClose(): void {
    // What is on its way to the other side may arrive; then that side closes too.
    this.#to.close();
    this.#closed();
  }
}
