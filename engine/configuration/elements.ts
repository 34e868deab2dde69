import type {
  AddressService,
  ConfiguredCertificate,
  ConfiguredMiddleware,
  ConfiguredTcpTransport,
  ConfiguredTlsOptions,
  ConfiguredTransport,
  HttpRouter,
  HttpService,
  TcpRouter,
  UdpRouter,
} from './model.ts';

/** The parts of a configuration, each by qualified name. */
export class Elements {
  readonly httpRouters = new Map<string, HttpRouter>();
  readonly httpServices = new Map<string, HttpService>();
  readonly middlewares = new Map<string, ConfiguredMiddleware>();
  readonly serversTransports = new Map<string, ConfiguredTransport>();
  readonly tcpRouters = new Map<string, TcpRouter>();
  readonly tcpServices = new Map<string, AddressService>();
  readonly tcpMiddlewares = new Map<string, ConfiguredMiddleware>();
  readonly tcpServersTransports = new Map<string, ConfiguredTcpTransport>();
  readonly udpRouters = new Map<string, UdpRouter>();
  readonly udpServices = new Map<string, AddressService>();
  readonly tlsOptions = new Map<string, ConfiguredTlsOptions>();
  readonly certificates = new Map<string, ConfiguredCertificate>();
  defaultCertificate: ConfiguredCertificate | undefined;
}

/** The maps whose values are elements with a status. */
export const ELEMENT_PARTS = [
  'httpRouters',
  'httpServices',
  'middlewares',
  'serversTransports',
  'tcpRouters',
  'tcpServices',
  'tcpMiddlewares',
  'tcpServersTransports',
  'udpRouters',
  'udpServices',
  'tlsOptions',
] as const satisfies readonly (keyof Elements)[];

export type ElementPart = (typeof ELEMENT_PARTS)[number];
