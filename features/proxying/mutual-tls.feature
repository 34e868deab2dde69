@http @tls
Feature: A route can ask for a client certificate
  A TLSOption that requires and verifies client certificates holds for the hosts of the routes that name it, and for
  no others.

  Background:
    Given the manifests "controllers/app"
    And the secret "shop" in namespace "test-pod" with a server certificate for shop.xinn.cc
    And the secret "blog" in namespace "test-pod" with a server certificate for blog.xinn.cc
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: TLSOption
      metadata:
        name: mutual
        namespace: test-pod
      spec:
        clientAuth:
          clientAuthType: RequireAndVerifyClientCert
          secretNames: [shop]
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: shop
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`shop.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
        tls:
          secretName: shop
          options: { name: mutual }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: blog
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`blog.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
        tls: { secretName: blog }
      """

  Example: With a good certificate a client is answered
    When a client with a good certificate requests https://shop.xinn.cc/
    Then the answer is 200

  Scenario Outline: <certificate>: alert <alert>
    When a client with <certificate> opens TLS to shop.xinn.cc on entry point "websecure"
    Then the TLS connection is refused with alert <alert>
    And whoami received no byte

    Examples:
      | certificate                   | alert |
      | no certificate                | 116   |
      | an otherAuthority certificate | 48    |
      | an expired certificate        | 45    |

  Example: Another host needs no certificate
    When a client with no certificate requests https://blog.xinn.cc/
    Then the answer is 200

  Scenario Outline: A connection to another host is no way around it, nor is writing <host>
    When a client whose TLS connection is for blog.xinn.cc requests https://<host>/
    Then the answer is 421

    Examples:
      | host           |
      | shop.xinn.cc   |
      | shop.xinn.cc.  |
      | SHOP.xinn.cc   |
      | shop.xinn.cc.:443 |
