@http @tls
Feature: TLS options say how clients may speak
  A TLSOption holds for the hosts of the routes that name it; one called "default" for all others.

  Background:
    Given the manifests "controllers/app"
    And the secret "shop" in namespace "test-pod" with a server certificate for shop.xinn.cc
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: shop, namespace: test-pod }
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`shop.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
        tls:
          secretName: shop
          options: { name: tested }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: TLSOption
      metadata: { name: tested, namespace: test-pod }
      spec: {}
      """

  Rule: Where nothing is said a client speaks TLS 1.2 or 1.3, and HTTP/2 if it can

    Example: The best of both
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer     | value        |
        | protocols | http/1.1, h2 |
      Then the TLS connection uses:
        | what        | value        |
        | version     | 1.3          |
        | protocol    | h2           |
        | certificate | shop.xinn.cc |

    Example: TLS 1.1 is too old
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value |
        | version | 1.1   |
      Then the TLS connection is refused with alert 70

  Rule: Versions are those from minVersion to maxVersion

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSOption
        metadata: { name: tested, namespace: test-pod }
        spec: { minVersion: VersionTLS11, maxVersion: VersionTLS12 }
        """

    Scenario Outline: <version> is spoken
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value     |
        | version | <version> |
      Then the TLS connection uses:
        | what    | value     |
        | version | <version> |

      Examples:
        | version |
        | 1.1     |
        | 1.2     |

    Example: 1.3 is not
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value |
        | version | 1.3   |
      Then the TLS connection is refused with alert 70

    Example: Other hosts are not concerned
      When a client that trusts any certificate requests https://other.xinn.cc/
      Then the answer is 404

  Rule: Cipher suites of TLS 1.2 are those that are listed

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSOption
        metadata: { name: tested, namespace: test-pod }
        spec: { cipherSuites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] }
        """

    Example: A client that has one of them
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value                                                      |
        | version | 1.2                                                        |
        | suites  | ECDHE-ECDSA-AES128-GCM-SHA256, ECDHE-ECDSA-AES256-GCM-SHA384 |
      Then the TLS connection uses:
        | what  | value                                   |
        | suite | TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 |

    Example: A client that has none
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value                         |
        | version | 1.2                           |
        | suites  | ECDHE-ECDSA-AES128-GCM-SHA256 |
      Then the TLS connection is refused with alert 40

    Example: TLS 1.3 has suites of its own
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer   | value |
        | version | 1.3   |
      Then the TLS connection is accepted

  Rule: ALPN protocols are those that are listed

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSOption
        metadata: { name: tested, namespace: test-pod }
        spec: { alpnProtocols: [http/1.1] }
        """

    Example: The client's other choices do not count
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer     | value        |
        | protocols | h2, http/1.1 |
      Then the TLS connection uses:
        | what     | value    |
        | protocol | http/1.1 |

    Example: Without a common one there is no connection
      When a client opens TLS to shop.xinn.cc on entry point "websecure" with:
        | offer     | value  |
        | protocols | spdy/3 |
      Then the TLS connection is refused with alert 120

    Example: A client that offers none is served
      When a client requests https://shop.xinn.cc/
      Then the answer is 200

  Rule: With sniStrict a name without a certificate is refused, instead of getting the default one

    Scenario Outline: sniStrict <strict>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSOption
        metadata: { name: default, namespace: test-pod }
        spec: { sniStrict: <strict> }
        """
      When a client that trusts any certificate opens TLS to nobody.xinn.cc on entry point "websecure"
      Then the TLS connection <outcome>
      When a client requests https://shop.xinn.cc/
      Then the answer is 200

      Examples:
        | strict | outcome                    |
        | false  | is accepted                |
        | true   | is refused with alert 112  |

  Rule: A client certificate is asked for, or checked, as the type says

    Scenario Outline: <type>, <certificate>: <outcome>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSOption
        metadata: { name: tested, namespace: test-pod }
        spec:
          clientAuth:
            clientAuthType: <type>
            secretNames: [shop]
        """
      When a client with <certificate> opens TLS to shop.xinn.cc on entry point "websecure"
      Then the TLS connection is <outcome>

      Examples:
        | type                       | certificate                   | outcome                |
        | NoClientCert               | an expired certificate        | accepted               |
        | RequestClientCert          | no certificate                | accepted               |
        | RequestClientCert          | an otherAuthority certificate | accepted               |
        | RequireAnyClientCert       | no certificate                | refused with alert 116 |
        | RequireAnyClientCert       | an otherAuthority certificate | accepted               |
        | VerifyClientCertIfGiven    | no certificate                | accepted               |
        | VerifyClientCertIfGiven    | an otherAuthority certificate | refused with alert 48  |
        | RequireAndVerifyClientCert | a good certificate            | accepted               |
        | RequireAndVerifyClientCert | no certificate                | refused with alert 116 |

  Rule: The TLSStore called "default" has the certificate for names that have none

    Example: Its certificate is served
      Given the secret "rest" in namespace "test-pod" with a server certificate for rest.xinn.cc
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSStore
        metadata: { name: default, namespace: test-pod }
        spec:
          defaultCertificate: { secretName: rest }
        """
      When a client that trusts any certificate requests https://nobody.xinn.cc/
      Then the certificate served is for "rest.xinn.cc"
      When a client requests https://shop.xinn.cc/
      Then the certificate served is for "shop.xinn.cc"

    Example: Further certificates of it are chosen by name
      Given the secret "more" in namespace "test-pod" with a server certificate for more.xinn.cc
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSStore
        metadata: { name: default, namespace: test-pod }
        spec:
          certificates: [{ secretName: more }]
        """
      When a client requests https://more.xinn.cc/
      Then the answer is 404
      And the certificate served is for "more.xinn.cc"
