import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { MemorySocket } from './memory-socket.ts';

const ADDRESSES = ['remoteAddress', 'remotePort', 'remoteFamily', 'localAddress', 'localPort', 'localFamily'];

let isDone = false;

/**
 * Makes TLS sockets tell the addresses of the connection beneath. Node asks the native handle, which connections in
 * memory do not have, and knows no addresses then; everybody who looks at a client's address would have to unwrap it.
 * Other TLS sockets go on as before.
 */
export function tellAddressesThroughTls(): void {
  if (isDone) return;
  isDone = true;
  for (const name of ADDRESSES) {
    const native = Object.getOwnPropertyDescriptor(Socket.prototype, name)?.get;
    Object.defineProperty(TLSSocket.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: TLSSocket) {
        const beneath: unknown = Reflect.get(this, '_parent');
        if (beneath instanceof MemorySocket) return Reflect.get(beneath, name);
        return native && Reflect.apply(native, this, []);
      },
    });
  }
}
