@http @balancing
Feature: A Service's strategy chooses among its pods
  Without one they take turns.

  Background:
    Given the manifests "canary/apps"

  Rule: Of two pods the less busy one is asked (p2c)

    Scenario Outline: While one is busy, strategy <strategy>: <who> the next requests
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: busy, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`busy.xinn.cc`)
              kind: Rule
              services: [{ name: appv1, port: 80, strategy: <strategy> }]
        """
      And appv1 is scaled to 2 replicas
      And a request to http://busy.xinn.cc/?wait=5s that appv1 is working on
      When a client requests http://busy.xinn.cc/ 10 times
      Then <who> <what>

      Examples:
        | strategy | who                | what                     |
        | p2c      | one pod of appv1   | answered every request   |
        | wrr      | the pods of appv1  | answered 5 requests each |

  Rule: The pod that answers faster is asked (leasttime)

    Example: A slow one is asked once
      Given this manifest:
        """yaml
        apiVersion: v1
        kind: Service
        metadata: { name: both, namespace: test-pod }
        spec: { selector: { use: test }, ports: [{ port: 80 }] }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: fast, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`fast.xinn.cc`)
              kind: Rule
              services: [{ name: both, port: 80, strategy: leasttime }]
        """
      And appv1 answers 200 ms late
      When a client requests http://fast.xinn.cc/ 10 times
      Then the answers come from:
        | service | answers |
        | appv1   | 1       |
        | appv2   | 9       |

  Rule: A client's address chooses the pod (hrw)

    Example: One client is always led to the same
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: bound, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`bound.xinn.cc`)
              kind: Rule
              services: [{ name: appv1, port: 80, strategy: hrw }]
        """
      And appv1 is scaled to 3 replicas
      When a client requests http://bound.xinn.cc/ 20 times
      Then one pod of appv1 answered every request
