import { constants } from 'node:os';

/** What systems say of it in the messages of Node. */
const WORDS = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'address not available',
} as const;

type Code =
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'ECANCELED'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ENETUNREACH'
  | 'EPIPE';

/** The address that an error is about. */
interface ErrorAddress {
  readonly address: string;
  readonly port: number;
  /** Of the own side, in words: `127.0.0.1:80`. */
  readonly local?: string;
}

/** An error as Node makes it of one of the system: code, number, call, and the address in the words of the message. */
export function systemError(syscall: string, code: Code, about?: ErrorAddress): NodeJS.ErrnoException {
  const words = syscall === 'listen' && code in WORDS ? `: ${WORDS[code as keyof typeof WORDS]}` : '';
  const where = about === undefined ? '' : ` ${about.address}:${about.port}`;
  const local = about?.local === undefined ? '' : ` - Local (${about.local})`;
  return Object.assign(new Error(`${syscall} ${code}${words}${where}${local}`), {
    code,
    errno: -constants.errno[code],
    syscall,
    ...(about === undefined ? {} : { address: about.address, port: about.port }),
  });
}

/** A name that nobody knows: a network in memory knows addresses and `localhost` alone. */
export function unknownName(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname,
  });
}
