@http @tls
Feature: HTTPS ends at the proxy
  The certificate is chosen by the server name that the client asks for; the backend is spoken to in plain HTTP.

  Background:
    Given the manifests "controllers/app"
    And the secret "shop" in namespace "test-pod" with a server certificate for shop.xinn.cc
    And the secret "blog" in namespace "test-pod" with a server certificate for blog.xinn.cc
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: shop
        namespace: test-pod
      spec:
        entryPoints: [web, websecure]
        routes:
          - match: Host(`shop.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
        tls: { secretName: shop }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: blog
        namespace: test-pod
      spec:
        entryPoints: [web, websecure]
        routes:
          - match: Host(`blog.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
        tls: { secretName: blog }
      """

  Rule: The certificate is the one for the server name

    Scenario Outline: <host>
      When a client requests https://<host>/
      Then the answer is 200
      And the certificate served is for "<host>"
      And whoami received the headers:
        | header            | value  |
        | X-Forwarded-Proto | https  |
        | X-Forwarded-Port  | 443    |
        | X-Forwarded-Host  | <host> |

      Examples:
        | host         |
        | shop.xinn.cc |
        | blog.xinn.cc |

    Example: A name that nobody has gets the default certificate, and 404
      When a client that trusts any certificate requests https://nobody.xinn.cc/
      Then the answer is 404
      And the certificate served is for "TRAEFIK DEFAULT CERT"

  Rule: A route with TLS does not answer plain requests

    Example: The plain entry point answers 404 for it
      When a client requests http://shop.xinn.cc/
      Then the answer is 404
