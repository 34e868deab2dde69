@tcp @balancing
Feature: TCP connections are shared by weight
  Each connection is led to a server for as long as it lasts.

  Background:
    Given the manifests "canary/apps"

  Example: Three connections in four go to appv1
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRouteTCP
      metadata: { name: split, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: HostSNI(`*`)
            services:
              - { name: appv1, port: 80, weight: 3 }
              - { name: appv2, port: 80, weight: 1 }
      """
    When a client requests http://anything.xinn.cc/ 8 times over 8 connections
    Then the answers come from:
      | service | answers |
      | appv1   | 6       |
      | appv2   | 2       |

  Rule: Of several services one that is missing costs TCP its own share, and HTTP all

    Example: TCP is shared by those that are there
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: split, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostSNI(`*`)
              services:
                - { name: appv1, port: 80, weight: 3 }
                - { name: gone, port: 80, weight: 2 }
                - { name: appv2, port: 80, weight: 1 }
        """
      And a client requests http://anything.xinn.cc/ 8 times over 8 connections
      Then the answers come from:
        | service | answers |
        | appv1   | 6       |
        | appv2   | 2       |
      And there is one finding:
        | field    | value                      |
        | severity | error                      |
        | code     | service-not-found          |
        | at       | scenario.yaml:10:19        |

    Example: HTTP is not served
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: split, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`split.xinn.cc`)
              kind: Rule
              services:
                - { name: appv1, port: 80, weight: 3 }
                - { name: gone, port: 80, weight: 2 }
                - { name: appv2, port: 80, weight: 1 }
        """
      And a client requests http://split.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | field    | value                      |
        | severity | error                      |
        | code     | service-not-found          |
        | at       | scenario.yaml:11:19        |
