import type {
  AddressService,
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
  readonly httpRouters: Map<string, HttpRouter>;
  readonly httpServices: Map<string, HttpService>;
  readonly middlewares: Map<string, ConfiguredMiddleware>;
  readonly serversTransports: Map<string, ConfiguredTransport>;
  readonly tcpRouters: Map<string, TcpRouter>;
  readonly tcpServices: Map<string, AddressService>;
  readonly tcpMiddlewares: Map<string, ConfiguredMiddleware>;
  readonly tcpServersTransports: Map<string, ConfiguredTcpTransport>;
  readonly udpRouters: Map<string, UdpRouter>;
  readonly udpServices: Map<string, AddressService>;
  readonly tlsOptions: Map<string, ConfiguredTlsOptions>;

  /** @param parts the maps that there are already; the others are empty */
  constructor(parts: Partial<ElementMaps> = {}) {
    this.httpRouters = parts.httpRouters ?? new Map();
    this.httpServices = parts.httpServices ?? new Map();
    this.middlewares = parts.middlewares ?? new Map();
    this.serversTransports = parts.serversTransports ?? new Map();
    this.tcpRouters = parts.tcpRouters ?? new Map();
    this.tcpServices = parts.tcpServices ?? new Map();
    this.tcpMiddlewares = parts.tcpMiddlewares ?? new Map();
    this.tcpServersTransports = parts.tcpServersTransports ?? new Map();
    this.udpRouters = parts.udpRouters ?? new Map();
    this.udpServices = parts.udpServices ?? new Map();
    this.tlsOptions = parts.tlsOptions ?? new Map();
  }
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

/** The parts, each by qualified name. */
export type ElementMaps = Pick<Elements, ElementPart>;
