@tcp
Feature: TCP middlewares decide who may connect
  They act before a byte is read, so the clients here may as well speak HTTP: a refused one sees its connection close, and
  no server hears of it.

  Background:
    Given the manifests "canary/apps"

  Rule: ipAllowList lets in the addresses that it lists

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: MiddlewareTCP
        metadata: { name: known, namespace: test-pod }
        spec:
          ipAllowList:
            sourceRange: [127.0.0.8/30, 127.0.0.21]
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: known, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostSNI(`*`)
              middlewares: [{ name: known }]
              services: [{ name: appv1, port: 80 }]
        """

    Scenario Outline: A client at <address> is served
      When a client at <address> requests http://anything.xinn.cc/
      Then the answer is 200
      And appv1 answered every request

      Examples:
        | address    |
        | 127.0.0.8  |
        | 127.0.0.11 |
        | 127.0.0.21 |

    Scenario Outline: A client at <address> is not
      When a client at <address> requests http://anything.xinn.cc/
      Then the client sees a broken connection
      And appv1 received no byte

      Examples:
        | address    |
        | 127.0.0.12 |
        | 127.0.0.1  |

  Rule: inFlightConn limits the connections of one address

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: MiddlewareTCP
        metadata: { name: few, namespace: test-pod }
        spec: { inFlightConn: { amount: 1 } }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: few, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostSNI(`*`)
              middlewares: [{ name: few }]
              services: [{ name: appv1, port: 80 }]
        """
      And appv1 answers 100 ms late
      And a request to http://anything.xinn.cc/ that appv1 is working on

    @engine
    Example: The next one is closed, until the one before is over
      When a client requests http://anything.xinn.cc/
      Then the client sees a broken connection
      When the request has ended
      Then the answer is 200
      When its TCP connection is over
      And a client requests http://anything.xinn.cc/
      Then the answer is 200

    Example: Another address has connections of its own
      When a client at 127.0.0.9 requests http://anything.xinn.cc/
      Then the answer is 200

  Rule: A middleware that is not there lets nobody in

    Example: Its route is out of force
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: lost, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostSNI(`*`)
              middlewares: [{ name: gone }]
              services: [{ name: appv1, port: 80 }]
        """
      And a client requests http://anything.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | field    | value              |
        | severity | error              |
        | at       | scenario.yaml:8:29 |
