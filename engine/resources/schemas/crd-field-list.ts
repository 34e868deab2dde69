/**
 * The fields of Traefik's custom resources, of all releases from 2.11 to 3.7: facts of kubernetes-crd-definition-v1.yml in
 * Traefik's documentation, of the last patch of each release; what they are held to as 3.7 has it. A line is a mapping
 * under `spec` and what it may hold:
 *   `name` text, `name#` whole number, `name?` true or false, `name%` number or text, `name{}` mapping of texts
 *   by any keys (`{#}` of whole numbers, `{*}` of anything), `name[]` list of texts or of mappings, `name!` required,
 *   `(1..2)` least and greatest number, `~` held to the pattern of a duration (`%`) or of statuses (`[]`), `=a|b` the only
 *   values, `@3.4` the release that brought it, `@3.6+2.11` that 2.11 has it, too; what has a line of its own is a mapping.
 */
export const CRD_FIELDS = `
IngressRoute: entryPoints[] ingressClassName@3.7 parentRefs[]@3.6 routes![] tls
IngressRoute.parentRefs[]: name!@3.6 namespace@3.6
IngressRoute.routes[]: kind=Rule match! middlewares[] observability@3.3 priority# services[] syntax@3.0
IngressRoute.routes[].middlewares[]: name! namespace
IngressRoute.routes[].observability: accessLogs?@3.3 metrics?@3.3 traceVerbosity=minimal|detailed@3.5 tracing?@3.3
IngressRoute.routes[].services[]: healthCheck@3.1 kind=Service|TraefikService middlewares[]@3.7 name! namespace nativeLB? nodePortLB?@3.1 passHostHeader? passiveHealthCheck@3.6 port% responseForwarding scheme serversTransport sticky strategy=wrr|p2c|hrw|leasttime|RoundRobin weight#(0..)
IngressRoute.routes[].services[].healthCheck: followRedirects?@3.1 headers{}@3.1 hostname@3.1 interval%@3.1 method@3.1 mode@3.1 path@3.1 port#@3.1 scheme@3.1 status#@3.1 timeout%@3.1 unhealthyInterval%@3.5
IngressRoute.routes[].services[].middlewares[]: name!@3.7 namespace@3.7
IngressRoute.routes[].services[].passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
IngressRoute.routes[].services[].responseForwarding: flushInterval
IngressRoute.routes[].services[].sticky: cookie
IngressRoute.routes[].services[].sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
IngressRoute.tls: certResolver domains[] options secretName store
IngressRoute.tls.domains[]: main sans[]
IngressRoute.tls.options: name! namespace
IngressRoute.tls.store: name! namespace
IngressRouteTCP: entryPoints[] ingressClassName@3.7 routes![] tls
IngressRouteTCP.routes[]: match! middlewares[] priority# services[] syntax=v3|v2@3.0
IngressRouteTCP.routes[].middlewares[]: name! namespace
IngressRouteTCP.routes[].services[]: name! namespace nativeLB? nodePortLB?@3.1 port!% proxyProtocol serversTransport@3.0 terminationDelay# tls?@3.0 weight#(0..)
IngressRouteTCP.routes[].services[].proxyProtocol: version#(1..2)
IngressRouteTCP.tls: certResolver domains[] options passthrough? secretName store
IngressRouteTCP.tls.domains[]: main sans[]
IngressRouteTCP.tls.options: name! namespace
IngressRouteTCP.tls.store: name! namespace
IngressRouteUDP: entryPoints[] ingressClassName@3.7 routes![]
IngressRouteUDP.routes[]: services[]
IngressRouteUDP.routes[].services[]: name! namespace nativeLB? nodePortLB?@3.1 port!% weight#(0..)
Middleware: addPrefix basicAuth buffering chain circuitBreaker compress contentType digestAuth encodedCharacters@3.7 errors forwardAuth grpcWeb@3.0 headers inFlightReq ipAllowList ipWhiteList passTLSClientCert plugin{*} rateLimit redirectRegex redirectScheme replacePath replacePathRegex retry stripPrefix stripPrefixRegex
Middleware.addPrefix: prefix
Middleware.basicAuth: headerField realm removeHeader? secret
Middleware.buffering: maxRequestBodyBytes# maxResponseBodyBytes# memRequestBodyBytes# memResponseBodyBytes# retryExpression
Middleware.chain: middlewares[]
Middleware.chain.middlewares[]: name! namespace
Middleware.circuitBreaker: checkPeriod%~ expression fallbackDuration% recoveryDuration%~ responseCode#(100..599)@3.0
Middleware.compress: defaultEncoding@3.0 encodings[]@3.2 excludedContentTypes[] includedContentTypes[]@3.0 minResponseBodyBytes#(0..)
Middleware.contentType: autoDetect?
Middleware.digestAuth: headerField realm removeHeader? secret
Middleware.encodedCharacters: allowEncodedBackSlash?@3.7 allowEncodedHash?@3.7 allowEncodedNullCharacter?@3.7 allowEncodedPercent?@3.7 allowEncodedQuestionMark?@3.7 allowEncodedSemicolon?@3.7 allowEncodedSlash?@3.7
Middleware.errors: errorRequestHeaders[]@3.6+2.11 query service statusRewrites{#}@3.4 status[]~
Middleware.errors.service: healthCheck@3.1 kind=Service|TraefikService middlewares[]@3.7 name! namespace nativeLB? nodePortLB?@3.1 passHostHeader? passiveHealthCheck@3.6 port% responseForwarding scheme serversTransport sticky strategy=wrr|p2c|hrw|leasttime|RoundRobin weight#(0..)
Middleware.errors.service.healthCheck: followRedirects?@3.1 headers{}@3.1 hostname@3.1 interval%@3.1 method@3.1 mode@3.1 path@3.1 port#@3.1 scheme@3.1 status#@3.1 timeout%@3.1 unhealthyInterval%@3.5
Middleware.errors.service.middlewares[]: name!@3.7 namespace@3.7
Middleware.errors.service.passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
Middleware.errors.service.responseForwarding: flushInterval
Middleware.errors.service.sticky: cookie
Middleware.errors.service.sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
Middleware.forwardAuth: addAuthCookiesToResponse[]@3.0 address authRequestHeaders[] authResponseHeadersRegex authResponseHeaders[] authSigninURL@3.7 forwardBody?@3.3 headerField@3.3 maxBodySize#@3.3 maxResponseBodySize#@3.6+2.11 preserveLocationHeader?@3.3 preserveRequestMethod?@3.4 tls trustForwardHeader?
Middleware.forwardAuth.tls: caOptional? caSecret certSecret insecureSkipVerify?
Middleware.grpcWeb: allowOrigins[]@3.0
Middleware.headers: accessControlAllowCredentials? accessControlAllowHeaders[] accessControlAllowMethods[] accessControlAllowOriginListRegex[] accessControlAllowOriginList[] accessControlExposeHeaders[] accessControlMaxAge# addVaryHeader? allowedHosts[] browserXssFilter? contentSecurityPolicy contentSecurityPolicyReportOnly@3.1 contentTypeNosniff? customBrowserXSSValue customFrameOptionsValue customRequestHeaders{} customResponseHeaders{} featurePolicy forceSTSHeader? frameDeny? hostsProxyHeaders[] isDevelopment? permissionsPolicy publicKey referrerPolicy sslForceHost? sslHost sslProxyHeaders{} sslRedirect? sslTemporaryRedirect? stsIncludeSubdomains? stsPreload? stsSeconds#(0..)
Middleware.inFlightReq: amount#(0..) sourceCriterion
Middleware.inFlightReq.sourceCriterion: ipStrategy requestHeaderName requestHost?
Middleware.inFlightReq.sourceCriterion.ipStrategy: depth#(0..) excludedIPs[] ipv6Subnet#@3.2
Middleware.ipAllowList: ipStrategy rejectStatusCode#@3.0 sourceRange[]
Middleware.ipAllowList.ipStrategy: depth#(0..) excludedIPs[] ipv6Subnet#@3.2
Middleware.ipWhiteList: ipStrategy sourceRange[]
Middleware.ipWhiteList.ipStrategy: depth#(0..) excludedIPs[] ipv6Subnet#@3.2
Middleware.passTLSClientCert: info pem?
Middleware.passTLSClientCert.info: issuer notAfter? notBefore? sans? serialNumber? subject
Middleware.passTLSClientCert.info.issuer: commonName? country? domainComponent? locality? organization? province? serialNumber?
Middleware.passTLSClientCert.info.subject: commonName? country? domainComponent? locality? organization? organizationalUnit? province? serialNumber?
Middleware.rateLimit: average#(0..) burst#(0..) period% redis@3.4 sourceCriterion
Middleware.rateLimit.redis: db#@3.4 dialTimeout%~@3.4 endpoints[]@3.4 maxActiveConns#@3.4 minIdleConns#@3.4 poolSize#@3.4 readTimeout%~@3.4 secret@3.4 tls@3.4 writeTimeout%~@3.4
Middleware.rateLimit.redis.tls: caSecret@3.4 certSecret@3.4 insecureSkipVerify?@3.4
Middleware.rateLimit.sourceCriterion: ipStrategy requestHeaderName requestHost?
Middleware.rateLimit.sourceCriterion.ipStrategy: depth#(0..) excludedIPs[] ipv6Subnet#@3.2
Middleware.redirectRegex: permanent? regex replacement
Middleware.redirectScheme: permanent? port scheme
Middleware.replacePath: path
Middleware.replacePathRegex: regex replacement
Middleware.retry: attempts#(0..) disableRetryOnNetworkError?@3.7 initialInterval%~ maxRequestBodyBytes#(-1..)@3.7 retryNonIdempotentMethod?@3.7 status[]~@3.7 timeout%~@3.7
Middleware.stripPrefix: forceSlash? prefixes[]
Middleware.stripPrefixRegex: regex[]
MiddlewareTCP: inFlightConn ipAllowList ipWhiteList
MiddlewareTCP.inFlightConn: amount#(0..)
MiddlewareTCP.ipAllowList: sourceRange[]
MiddlewareTCP.ipWhiteList: sourceRange[]
ServersTransport: certificatesSecrets[] cipherSuites[]@3.7 disableHTTP2? forwardingTimeouts insecureSkipVerify? maxIdleConnsPerHost#(-1..) maxVersion@3.7 minVersion@3.7 peerCertURI rootCAsSecrets[] rootCAs[]@3.4 serverName spiffe@3.0
ServersTransport.forwardingTimeouts: dialTimeout%~ idleConnTimeout%~ pingTimeout%~ readIdleTimeout%~ responseHeaderTimeout%~
ServersTransport.rootCAs[]: configMap@3.4 secret@3.4
ServersTransport.spiffe: ids[]@3.0 trustDomain@3.0
ServersTransportTCP: dialKeepAlive%~@3.0 dialTimeout%~@3.0 proxyProtocol@3.5 terminationDelay%~@3.0 tls@3.0
ServersTransportTCP.proxyProtocol: version#(1..2)@3.5
ServersTransportTCP.tls: certificatesSecrets[]@3.0 insecureSkipVerify?@3.0 peerCertURI@3.0 rootCAsSecrets[]@3.0 rootCAs[]@3.4 serverName@3.0 spiffe@3.0
ServersTransportTCP.tls.rootCAs[]: configMap@3.4 secret@3.4
ServersTransportTCP.tls.spiffe: ids[]@3.0 trustDomain@3.0
TLSOption: alpnProtocols[] cipherSuites[] clientAuth curvePreferences[] disableSessionTickets?@3.4 maxVersion minVersion preferServerCipherSuites? sniStrict?
TLSOption.clientAuth: clientAuthType=NoClientCert|RequestClientCert|RequireAnyClientCert|VerifyClientCertIfGiven|RequireAndVerifyClientCert secretNames[]
TLSStore: certificates[] defaultCertificate defaultGeneratedCert
TLSStore.certificates[]: secretName!
TLSStore.defaultCertificate: secretName!
TLSStore.defaultGeneratedCert: domain resolver
TLSStore.defaultGeneratedCert.domain: main sans[]
TraefikService: failover@3.7 highestRandomWeight@3.6 mirroring weighted
TraefikService.failover: errors!@3.7 fallback!@3.7 service!@3.7
TraefikService.failover.errors: maxRequestBodyBytes#@3.7 status[]@3.7
TraefikService.failover.fallback: healthCheck@3.7 kind=Service|TraefikService@3.7 middlewares[]@3.7 name!@3.7 namespace@3.7 nativeLB?@3.7 nodePortLB?@3.7 passHostHeader?@3.7 passiveHealthCheck@3.7 port%@3.7 responseForwarding@3.7 scheme@3.7 serversTransport@3.7 sticky@3.7 strategy=wrr|p2c|hrw|leasttime|RoundRobin@3.7 weight#(0..)@3.7
TraefikService.failover.fallback.healthCheck: followRedirects?@3.7 headers{}@3.7 hostname@3.7 interval%@3.7 method@3.7 mode@3.7 path@3.7 port#@3.7 scheme@3.7 status#@3.7 timeout%@3.7 unhealthyInterval%@3.7
TraefikService.failover.fallback.middlewares[]: name!@3.7 namespace@3.7
TraefikService.failover.fallback.passiveHealthCheck: failureWindow%@3.7 maxFailedAttempts#@3.7
TraefikService.failover.fallback.responseForwarding: flushInterval@3.7
TraefikService.failover.fallback.sticky: cookie@3.7
TraefikService.failover.fallback.sticky.cookie: domain@3.7 httpOnly?@3.7 maxAge#@3.7 name@3.7 path@3.7 sameSite=none|lax|strict|None|Lax|Strict@3.7 secure?@3.7
TraefikService.failover.service: healthCheck@3.7 kind=Service|TraefikService@3.7 middlewares[]@3.7 name!@3.7 namespace@3.7 nativeLB?@3.7 nodePortLB?@3.7 passHostHeader?@3.7 passiveHealthCheck@3.7 port%@3.7 responseForwarding@3.7 scheme@3.7 serversTransport@3.7 sticky@3.7 strategy=wrr|p2c|hrw|leasttime|RoundRobin@3.7 weight#(0..)@3.7
TraefikService.failover.service.healthCheck: followRedirects?@3.7 headers{}@3.7 hostname@3.7 interval%@3.7 method@3.7 mode@3.7 path@3.7 port#@3.7 scheme@3.7 status#@3.7 timeout%@3.7 unhealthyInterval%@3.7
TraefikService.failover.service.middlewares[]: name!@3.7 namespace@3.7
TraefikService.failover.service.passiveHealthCheck: failureWindow%@3.7 maxFailedAttempts#@3.7
TraefikService.failover.service.responseForwarding: flushInterval@3.7
TraefikService.failover.service.sticky: cookie@3.7
TraefikService.failover.service.sticky.cookie: domain@3.7 httpOnly?@3.7 maxAge#@3.7 name@3.7 path@3.7 sameSite=none|lax|strict|None|Lax|Strict@3.7 secure?@3.7
TraefikService.highestRandomWeight: services[]@3.6
TraefikService.highestRandomWeight.services[]: healthCheck@3.6 kind=Service|TraefikService@3.6 middlewares[]@3.7 name!@3.6 namespace@3.6 nativeLB?@3.6 nodePortLB?@3.6 passHostHeader?@3.6 passiveHealthCheck@3.6 port%@3.6 responseForwarding@3.6 scheme@3.6 serversTransport@3.6 sticky@3.6 strategy=wrr|p2c|hrw|leasttime|RoundRobin@3.6 weight#(0..)@3.6
TraefikService.highestRandomWeight.services[].healthCheck: followRedirects?@3.6 headers{}@3.6 hostname@3.6 interval%@3.6 method@3.6 mode@3.6 path@3.6 port#@3.6 scheme@3.6 status#@3.6 timeout%@3.6 unhealthyInterval%@3.6
TraefikService.highestRandomWeight.services[].middlewares[]: name!@3.7 namespace@3.7
TraefikService.highestRandomWeight.services[].passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
TraefikService.highestRandomWeight.services[].responseForwarding: flushInterval@3.6
TraefikService.highestRandomWeight.services[].sticky: cookie@3.6
TraefikService.highestRandomWeight.services[].sticky.cookie: domain@3.6 httpOnly?@3.6 maxAge#@3.6 name@3.6 path@3.6 sameSite=none|lax|strict|None|Lax|Strict@3.6 secure?@3.6
TraefikService.mirroring: healthCheck@3.1 kind=Service|TraefikService maxBodySize# middlewares[]@3.7 mirrorBody?@3.2 mirrors[] name! namespace nativeLB? nodePortLB?@3.1 passHostHeader? passiveHealthCheck@3.6 port% responseForwarding scheme serversTransport sticky strategy=wrr|p2c|hrw|leasttime|RoundRobin weight#(0..)
TraefikService.mirroring.healthCheck: followRedirects?@3.1 headers{}@3.1 hostname@3.1 interval%@3.1 method@3.1 mode@3.1 path@3.1 port#@3.1 scheme@3.1 status#@3.1 timeout%@3.1 unhealthyInterval%@3.5
TraefikService.mirroring.middlewares[]: name!@3.7 namespace@3.7
TraefikService.mirroring.mirrors[]: healthCheck@3.1 kind=Service|TraefikService middlewares[]@3.7 name! namespace nativeLB? nodePortLB?@3.1 passHostHeader? passiveHealthCheck@3.6 percent# port% responseForwarding scheme serversTransport sticky strategy=wrr|p2c|hrw|leasttime|RoundRobin weight#(0..)
TraefikService.mirroring.mirrors[].healthCheck: followRedirects?@3.1 headers{}@3.1 hostname@3.1 interval%@3.1 method@3.1 mode@3.1 path@3.1 port#@3.1 scheme@3.1 status#@3.1 timeout%@3.1 unhealthyInterval%@3.5
TraefikService.mirroring.mirrors[].middlewares[]: name!@3.7 namespace@3.7
TraefikService.mirroring.mirrors[].passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
TraefikService.mirroring.mirrors[].responseForwarding: flushInterval
TraefikService.mirroring.mirrors[].sticky: cookie
TraefikService.mirroring.mirrors[].sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
TraefikService.mirroring.passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
TraefikService.mirroring.responseForwarding: flushInterval
TraefikService.mirroring.sticky: cookie
TraefikService.mirroring.sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
TraefikService.weighted: services[] sticky
TraefikService.weighted.services[]: healthCheck@3.1 kind=Service|TraefikService middlewares[]@3.7 name! namespace nativeLB? nodePortLB?@3.1 passHostHeader? passiveHealthCheck@3.6 port% responseForwarding scheme serversTransport sticky strategy=wrr|p2c|hrw|leasttime|RoundRobin weight#(0..)
TraefikService.weighted.services[].healthCheck: followRedirects?@3.1 headers{}@3.1 hostname@3.1 interval%@3.1 method@3.1 mode@3.1 path@3.1 port#@3.1 scheme@3.1 status#@3.1 timeout%@3.1 unhealthyInterval%@3.5
TraefikService.weighted.services[].middlewares[]: name!@3.7 namespace@3.7
TraefikService.weighted.services[].passiveHealthCheck: failureWindow%@3.6 maxFailedAttempts#@3.6
TraefikService.weighted.services[].responseForwarding: flushInterval
TraefikService.weighted.services[].sticky: cookie
TraefikService.weighted.services[].sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
TraefikService.weighted.sticky: cookie
TraefikService.weighted.sticky.cookie: domain@3.4 httpOnly? maxAge#@3.0 name path@3.3 sameSite=none|lax|strict|None|Lax|Strict secure?
`;
