@http @balancing
Feature: A service chooses as its manifest says
  Besides weights there are cookies that bind a client, hashes of its address, and a service that steps in for another.

  Background:
    Given the manifests "canary/apps"

  Rule: A cookie leads a client back to the service that answered it first

    Background:
      Given the manifests "balancing/cookie"

    Example: Whoever brings no cookie is balanced by weight
      When a client requests http://cookie.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |

    Example: A cookie that means nothing is balanced as well, and replaced
      When a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=nonsense"
      Then the answer is 200
      And appv1 answered every request
      And the header "set-cookie" is "bound=afb419ddf75d8736; Path=/; HttpOnly"

    Example: The cookie of the lighter service leads to it
      When a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=79ef3c2b9cecb0d5"
      And a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=79ef3c2b9cecb0d5"
      Then appv2 answered every request

  Rule: Rendezvous hashing keeps a client's address with one service

    Example: All requests of one client go to one service
      Given the manifests "balancing/hash"
      When a client requests http://hash.xinn.cc/ 20 times
      Then appv2 answered every request

    Scenario Outline: A client at <address> is led to <service>
      Given the manifests "balancing/hash"
      When a client at <address> requests http://hash.xinn.cc/
      Then <service> answered every request

      Examples:
        | address   | service |
        | 127.0.0.2 | appv1   |
        | 127.0.0.7 | appv2   |
        | 127.0.0.9 | appv1   |

  Rule: A fallback answers for a service that fails

    Background:
      Given the manifests "balancing/failover"

    Example: While the service answers well, the fallback gets nothing
      When a client requests http://failover.xinn.cc/ 10 times
      Then appv1 answered every request
      And appv2 received 0 requests

    Example: An answer of a listed status never reaches the client
      Given appv1 answers with status 503
      When a client requests http://failover.xinn.cc/ 10 times
      Then every answer is 200
      And appv2 answered every request

    Example: An answer of another status does
      Given appv1 answers with status 404
      When a client requests http://failover.xinn.cc/ 10 times
      Then every answer is 404

  Rule: A service may be part of another

    Example: Each keeps its own turns
      Given the manifests "canary/routes"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TraefikService
        metadata: { name: outer, namespace: test-pod }
        spec:
          weighted:
            services:
              - { name: app-wrr, kind: TraefikService, weight: 2 }
              - { name: appv2, port: 80, weight: 1 }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: outer, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`outer.xinn.cc`)
              kind: Rule
              services: [{ name: outer, kind: TraefikService }]
        """
      When a client requests http://outer.xinn.cc/ 12 times
      Then the answers come from:
        | service | answers |
        | appv1   | 6       |
        | appv2   | 6       |
