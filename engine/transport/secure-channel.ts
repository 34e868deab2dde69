import { report } from './channel-base.ts';
import { FastChannel } from './fast-channel.ts';
import type { WriteRequest } from './internals.ts';

/** Bytes that may wait behind the write in the air before the channel counts as congested. */
const MOST_WAITING = 64 * 1024;

/** A message, and the buffer that it is in, if it is no text. */
interface Waiting {
  readonly message: string | Buffer;
  readonly buffer: Buffer | undefined;
}

/**
 * A channel over TLS. Node's TLS layer takes one write at a time and reports it done in a later phase of the event loop:
 * what comes meanwhile waits here.
 */
export class SecureChannel extends FastChannel {
  private inAir = false;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  /** What to do when everything is sent. */
  private afterwards: 'nothing' | 'end' | 'close' = 'nothing';

  protected override readBuffer(slow: boolean): Buffer {
    return slow ? this.shared.slowClear : this.shared.clear;
  }

  override writeText(text: string): boolean {
    if (this.destroyed) return true;
    if (this.handle === undefined) return this.sent(this.socket.write(text, 'latin1'));
    return this.launch(text, undefined);
  }

  protected override send(message: Buffer, buffer: Buffer): boolean {
    if (this.handle !== undefined) return this.launch(message, buffer);
    return this.sent(this.socket.write(message, () => this.shared.output.giveBack(buffer)));
  }

  override end(): void {
    if (!this.inAir) super.end();
    else if (this.afterwards === 'nothing') this.afterwards = 'end';
  }

  override close(): void {
    if (!this.inAir) {
      super.close();
      return;
    }
    this.afterwards = 'close';
    this.destroyed = true;
  }

  private launch(message: string | Buffer, buffer: Buffer | undefined): boolean {
    if (this.inAir) {
      this.waiting.push({ message, buffer });
      this.waitingBytes += message.length;
      if (this.waitingBytes > MOST_WAITING) this.congested = true;
      return !this.congested;
    }
    const { handle } = this;
    if (handle === undefined) return true;
    const { internals } = this.shared;
    const request = internals.spareRequest();
    internals.takeRequest();
    if (buffer !== undefined) request.buffer = buffer;
    request.channel = this;
    request.oncomplete = onWritten;
    this.inAir = true;
    const status =
      typeof message === 'string'
        ? handle.writeLatin1String(request, message)
        : handle.writeBuffer(request, message);
    if (status === 0) return !this.congested;
    this.inAir = false;
    if (buffer !== undefined) this.shared.output.giveBack(buffer);
    this.destroy(internals.systemError(status, 'write'));
    return true;
  }

  /** @internal */
  written(status: number, buffer: Buffer | undefined): void {
    this.inAir = false;
    if (buffer !== undefined) this.shared.output.giveBack(buffer);
    if (this.socket.destroyed) return;
    if (status < 0) {
      this.destroy(this.shared.internals.systemError(status, 'write'));
      return;
    }
    const next = this.waiting.shift();
    if (next !== undefined) {
      this.waitingBytes -= next.message.length;
      this.launch(next.message, next.buffer);
      return;
    }
    if (this.afterwards === 'end') this.socket.end();
    else if (this.afterwards === 'close') this.socket.destroySoon();
    this.afterwards = 'nothing';
    if (!this.congested || this.destroyed) return;
    this.congested = false;
    try {
      this.owner.onDrain();
    } catch (error) {
      report(this, error);
    }
  }
}

function onWritten(this: WriteRequest, status: number): void {
  if (this.channel instanceof SecureChannel) this.channel.written(status, this.buffer);
}
