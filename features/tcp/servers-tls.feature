@tcp @tls
Feature: Servers of TCP routes may speak TLS
  The proxy speaks TLS to a server of a route whose service says `tls: true`, whatever its client speaks. Unlike over HTTP
  the address of the server is no name to check its certificate for: a ServersTransportTCP says it.

  Background:
    Given the secret "inner" in namespace "test-pod" with a server certificate for inner.test
    And the manifests "secure/app"
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransportTCP
      metadata: { name: inner, namespace: test-pod }
      spec:
        tls: { serverName: inner.test, rootCAs: [{ secret: inner }] }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRouteTCP
      metadata: { name: inner, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: HostSNI(`*`)
            services:
              - { name: inner, port: 443, tls: true, serversTransport: inner }
      """

  Scenario Outline: The certificate is <trusted> with <transport>
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransportTCP
      metadata: { name: inner, namespace: test-pod }
      spec:
        tls: { <transport> }
      """
    When a client requests http://anything.xinn.cc/
    Then <outcome>
    And inner received <requests>

    @embedded
    Examples:
      | trusted | transport                                            | outcome           | requests  |
      | trusted | serverName: inner.test, rootCAs: [{ secret: inner }] | the answer is 200 | 1 request |
      | trusted | serverName: other.test, insecureSkipVerify: true     | the answer is 200 | 1 request |

    Examples:
      | trusted     | transport                                              | outcome                            | requests   |
      | not trusted | serverName: other.test, rootCAs: [{ secret: inner }]   | the client sees a broken connection | 0 requests |
      | not trusted | serverName: inner.test                                 | the client sees a broken connection | 0 requests |

  Scenario Outline: A server that wants a certificate gets <certificate>
    Given the secret "proxy" in namespace "test-pod" with <certificate> of a client
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: ServersTransportTCP
      metadata: { name: inner, namespace: test-pod }
      spec:
        tls: { serverName: inner.test, rootCAs: [{ secret: inner }], certificatesSecrets: [proxy] }
      """
    When in the manifest "secure/app" "--verbose" becomes "--cacert=/certs/ca.crt"
    And a client requests http://anything.xinn.cc/
    Then <outcome>

    Examples:
      | certificate            | outcome                             |
      | a good certificate     | the answer is 200                   |
      | an expired certificate | the client sees a broken connection |

  Example: Without TLS in the service the server gets the client's bytes as they are
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRouteTCP
      metadata: { name: inner, namespace: test-pod }
      spec:
        entryPoints: [websecure]
        routes:
          - match: HostSNI(`inner.test`)
            services: [{ name: inner, port: 443 }]
        tls: { passthrough: true }
      """
    When a client requests https://inner.test/
    Then the answer is 200
    And the certificate served is for "inner.test"
