import { report } from './channel-base.ts';
import { FastChannel } from './fast-channel.ts';
import type { StreamHandle, WriteRequest } from './internals.ts';

/** A channel over a bare TCP socket: the system most often takes a write at once. */
export class PlainChannel extends FastChannel {
  /** Writes that the system has not finished. */
  private pending = 0;

  protected override readBuffer(slow: boolean): Buffer {
    return slow ? this.shared.slowPlain : this.shared.plain;
  }

  override writeText(text: string): boolean {
    if (this.destroyed) return true;
    const { handle } = this;
    if (handle === undefined) return this.sent(this.socket.write(text, 'latin1'));
    const request = this.shared.internals.spareRequest();
    return this.wrote(handle, request, handle.writeLatin1String(request, text), undefined);
  }

  protected override send(message: Buffer, buffer: Buffer): boolean {
    const { handle } = this;
    const { internals, output } = this.shared;
    if (handle === undefined) return this.sent(this.socket.write(message, () => output.giveBack(buffer)));
    const request = internals.spareRequest();
    return this.wrote(handle, request, handle.writeBuffer(request, message), buffer);
  }

  /** The system has more to do with a write, or nothing. */
  private wrote(
    handle: StreamHandle,
    request: WriteRequest,
    status: number,
    buffer: Buffer | undefined,
  ): boolean {
    const { internals, output } = this.shared;
    // The queue's length does not tell: what was queued may be sent before the call returns, and is reported done later.
    if (status === 0 && request.getAsyncId() >= 0) {
      internals.takeRequest();
      request.handle = handle;
      request.buffer = buffer;
      request.channel = this;
      request.oncomplete = onWritten;
      this.pending += 1;
      this.congested = true;
      return false;
    }
    if (buffer !== undefined) output.giveBack(buffer);
    if (status !== 0) {
      internals.takeRequest();
      this.destroy(internals.systemError(status, 'write'));
    }
    return true;
  }

  /** @internal */
  written(status: number, buffer: Buffer | undefined): void {
    if (buffer !== undefined) this.shared.output.giveBack(buffer);
    this.pending -= 1;
    if (this.destroyed) return;
    if (status < 0) this.destroy(this.shared.internals.systemError(status, 'write'));
    else if (this.pending === 0) {
      this.congested = false;
      try {
        this.owner.onDrain();
      } catch (error) {
        report(this, error);
      }
    }
  }
}

function onWritten(this: WriteRequest, status: number): void {
  if (this.channel instanceof PlainChannel) this.channel.written(status, this.buffer);
}
