/** What `kubectl explain` says of Traefik's kinds. */
export const KIND_DESCRIPTIONS: Readonly<Record<string, string>> = {
  IngressRoute: 'HTTP routes: which requests go to which services, and through which middlewares.',
  IngressRouteTCP: 'TCP routes: which connections go to which services.',
  IngressRouteUDP: 'UDP routes: which services the datagrams of an entry point go to.',
  Middleware: 'Something that changes, limits or answers HTTP requests on their way; one type each.',
  MiddlewareTCP: 'Something that limits or refuses TCP connections; one type each.',
  ServersTransport: 'How HTTP servers are connected to: TLS, timeouts, idle connections.',
  ServersTransportTCP: 'How TCP servers are connected to: TLS, timeouts, PROXY protocol.',
  TLSOption: 'What clients must agree to in TLS: versions, ciphers, certificates of their own.',
  TLSStore: 'Certificates that are offered to clients; the one with the name "default" is used.',
  TraefikService: 'A service made of services: weighted, mirrored, or one in place of another.',
};

/** Of fields, by their name; a line `parent.name` goes before `name` alone. */
const LINES = `
  accessControlAllowCredentials: Whether requests of other origins may carry credentials (CORS).
  accessControlAllowHeaders: Request headers that other origins may send (CORS).
  accessControlAllowMethods: Methods that other origins may use (CORS).
  accessControlAllowOriginList: Origins that may ask; * stands for all (CORS).
  accessControlAllowOriginListRegex: Expressions for origins that may ask (CORS).
  accessControlExposeHeaders: Response headers that other origins may read (CORS).
  accessControlMaxAge: Seconds that a preflight answer may be kept (CORS).
  accessLogs: Whether requests of the route are written to the access log.
  addAuthCookiesToResponse: Cookies of the server that is asked which are given to the client.
  addPrefix: Puts a prefix before the path.
  address: URL of the server that is asked.
  addVaryHeader: Whether responses say that they differ by origin.
  allowOrigins: Origins that may ask; * stands for all.
  alpnProtocols: Protocols that are offered, the preferred one first.
  amount: How many at the same time.
  attempts: How often a request is sent before its failure is passed on.
  authRequestHeaders: Request headers that are sent to the server that is asked; none stands for all.
  authResponseHeaders: Headers of its answer that the request goes on with.
  average: Requests per period in the long run.
  basicAuth: Asks for a user name and a password.
  buffering: Reads requests and responses whole, and limits their size.
  burst: Requests that may come at once.
  caSecret: Secret of the authority that may have signed the certificate of the server.
  certificates: Certificates to offer, by the names they are for.
  certificatesSecrets: Secrets of the certificates that are shown to servers.
  certResolver: Who is asked for the certificate.
  certSecret: Secret of the certificate that is shown to the server.
  chain: Several middlewares as one.
  checkPeriod: Time between two looks at the expression.
  cipherSuites: Ciphers that are allowed up to TLS 1.2.
  circuitBreaker: Answers in place of a service that fails too often.
  clientAuth: Whether clients show a certificate, and who may have signed it.
  clientAuthType: Whether a certificate is asked for, required, and looked at.
  compress: Compresses responses.
  contentType: Whether responses without a type are given one.
  cookie: The cookie that names the server of a client.
  curvePreferences: Curves that are allowed, the preferred one first.
  customRequestHeaders: Request headers to set; an empty text takes one away.
  customResponseHeaders: Response headers to set; an empty text takes one away.
  defaultCertificate: The certificate for clients that ask for no name, or for one that has none.
  defaultEncoding: Encoding for clients that name none.
  defaultGeneratedCert: Has the certificate for all other clients made.
  depth: Which address of X-Forwarded-For counts, from the right.
  dialTimeout: How long a connection to a server may take to be made.
  digestAuth: Asks for a user name and a password, which is not sent itself.
  disableHTTP2: Whether HTTP/2 is not used with servers.
  domain: Names that the certificate is for.
  domains: Names that a certificate is asked for.
  encodedCharacters: Which encoded characters a path may have.
  encodings: Encodings that are used, the preferred one first.
  entryPoints: Entry points that the routes are on; none stands for the default ones.
  errors: Answers with a page of a service in place of a status.
  excludedContentTypes: Types that are left as they are.
  excludedIPs: Addresses that are passed over.
  expression: When the circuit opens.
  failover: A service, and one that takes its place while it fails.
  failureWindow: The time that failures are counted in.
  fallback: The service that takes the place of another.
  fallbackDuration: How long the circuit stays open.
  flushInterval: Time between two writes of a response to the client.
  followRedirects: Whether a check follows a redirection.
  forwardAuth: Asks a server whether a request may pass.
  forwardingTimeouts: How long parts of an exchange with a server may take.
  grpcWeb: Translates between gRPC-Web and gRPC.
  headerField: Request header that gets the name of the user.
  headers: Sets, adds and removes headers, and answers CORS requests.
  healthCheck.headers: Headers of the check.
  healthCheck: How the servers are asked whether they are well.
  highestRandomWeight: Services of which a client always gets the same.
  hostname: Host that the check asks for.
  httpOnly: Whether scripts cannot read the cookie.
  includedContentTypes: Types that are compressed, and no others.
  inFlightConn: Limits the connections at the same time.
  inFlightReq: Limits the requests at the same time.
  info: Parts of the certificate that are told.
  ingressClassName: Name of the IngressClass whose gateway serves the routes.
  initialInterval: Time before the first attempt anew; it grows with each.
  insecureSkipVerify: Whether the certificate of a server is not looked at.
  interval: Time between two checks.
  ipAllowList: Lets some addresses pass alone.
  ipStrategy: Which address is the client's.
  ipv6Subnet: Bits of an IPv6 address that tell clients apart.
  ipWhiteList: Lets some addresses pass alone; old name of ipAllowList.
  issuer: What is told of who signed it.
  kind: What is named: Service or TraefikService.
  routes[].kind: What it is: a rule.
  main: The name that the certificate is for.
  match: The rule: which requests or connections the route takes.
  maxAge: Seconds that the cookie is kept.
  maxBodySize: Bytes of a body that is mirrored; -1 stands for any.
  maxFailedAttempts: Failures in the window after which a server gets no requests.
  maxIdleConnsPerHost: Idle connections that are kept for each server.
  maxRequestBodyBytes: Bytes that a request may have.
  maxResponseBodyBytes: Bytes that a response may have.
  maxVersion: Highest version of TLS.
  method: Method of the check.
  metrics: Whether requests of the route are counted.
  middlewares: Middlewares that requests go through, in this order.
  minResponseBodyBytes: Bytes from which on a response is compressed.
  minVersion: Lowest version of TLS.
  mirrorBody: Whether bodies are mirrored, too.
  mirroring: A service, and others that get a copy of its requests.
  mirrors: Services that get copies, whose answers are dropped.
  mode: How servers are checked: http or grpc.
  name: Name of the object.
  cookie.name: Name of the cookie.
  namespace: Namespace of the object; that of the object here if absent.
  nativeLB: Whether the address of the Service is used in place of its pods'.
  nodePortLB: Whether the ports of the nodes are used.
  observability: What is noted of the requests of the route.
  options: The TLSOption that is in force.
  parentRefs: IngressRoutes whose routes these belong to.
  passHostHeader: Whether servers get the host that the client asked for; true by default.
  passiveHealthCheck: When a server that fails gets no requests for a while.
  passthrough: Whether TLS is passed on as it is, for the server to end it.
  passTLSClientCert: Tells servers of the certificate of the client.
  path: The path.
  cookie.path: The path that the cookie is for.
  healthCheck.path: Path that the check asks for.
  replacePath.path: The path that takes the place of the other.
  peerCertURI: URI that the certificate of the server must be for.
  percent: Of a hundred requests, how many are copied.
  period: The time that the average is of.
  permanent: Whether clients may keep the redirection.
  plugin: Options of a plugin, by its name.
  port: Number or name of a port of the Service.
  healthCheck.port: Port of the check; that of the server if absent.
  prefix: What is put before the path.
  prefixes: What is taken from the beginning of the path.
  priority: Which route is asked first, the highest number before the others; the length of the rule by default.
  proxyProtocol: Which version of the PROXY protocol tells servers of the client.
  query: Path of the page; {status} stands for the status.
  rateLimit: Limits the requests in a time.
  realm: What the user is asked to log in to.
  recoveryDuration: How long the circuit takes to close.
  redirectRegex: Redirects by a regular expression.
  redirectScheme: Redirects to another scheme, or port.
  redis: Where several gateways count together.
  regex: A regular expression in the syntax of Go.
  rejectStatusCode: HTTP status of the refusal; 403 by default.
  removeHeader: Whether the credentials are taken from the request.
  replacement: What takes the place of what the expression matches.
  replacePath: Puts another path in place of the path.
  replacePathRegex: Changes the path by a regular expression.
  requestHeaderName: Request header that tells clients apart.
  requestHost: Whether clients are told apart by the host that they ask for.
  resolver: Who is asked for the certificate.
  responseCode: HTTP status while the circuit is open; 503 by default.
  responseForwarding: How responses are passed on.
  retry: Sends a request again that got no answer.
  rootCAs: Authorities that may have signed the certificate of a server.
  rootCAsSecrets: Secrets of authorities; rootCAs has taken its place.
  routes: The routes.
  sameSite: From which sites the cookie is sent.
  sans: Other names that it is for.
  scheme: http, https or h2c.
  healthCheck.scheme: Scheme of the check; that of the server if absent.
  secret: Name of the Secret.
  secretName: Name of the Secret with the certificate and its key.
  secretNames: Secrets of the authorities.
  secure: Whether the cookie is sent over TLS alone.
  serverName: The name that is asked for, and that the certificate must be for.
  serversTransport: Name of the object that says how servers are connected to.
  service: The service.
  services: Services that share the requests.
  sniStrict: Whether clients must ask for a name that has a certificate.
  sourceCriterion: What tells one client from another.
  sourceRange: Addresses that may pass, as such or as CIDR.
  spiffe: How servers are known by SPIFFE.
  status: HTTP statuses, as numbers or ranges.
  healthCheck.status: HTTP status of a server that is well; 2xx and 3xx by default.
  statusRewrites: Statuses, or ranges of them, and the status in their place.
  sticky: Whether a client stays with its server.
  store: The TLSStore that is used.
  strategy: How a server is chosen.
  stripPrefix: Takes a prefix from the path.
  stripPrefixRegex: Takes from the path what an expression matches.
  subject: What is told of whom it is for.
  syntax: Version of the rule language, v3 or v2.
  terminationDelay: How long one half of a connection stays open after the other.
  timeout: How long an answer may take.
  tls: TLS on the way from the client; absent, there is none.
  services[].tls: Whether there is TLS on the way to the server.
  traceVerbosity: How much a trace tells.
  tracing: Whether requests of the route are traced.
  trustForwardHeader: Whether what is in X-Forwarded headers is passed on.
  unhealthyInterval: Time between two checks of a server that is not well.
  version: Version of the protocol.
  weight: Share of this service among its weights.
  weighted: Services that share the requests by weight.`;

/** By `name` or `parent.name`. */
export const FIELD_DESCRIPTIONS: ReadonlyMap<string, string> = new Map(
  LINES.trim()
    .split('\n')
    .map((line) => {
      const end = line.indexOf(': ');
      return [line.slice(0, end).trim(), line.slice(end + 2)];
    }),
);

/** What a field of a mapping is for; undefined where its name has to do. */
export function fieldDescription(parent: string, name: string): string | undefined {
  return FIELD_DESCRIPTIONS.get(`${parent}.${name}`) ?? FIELD_DESCRIPTIONS.get(name);
}
