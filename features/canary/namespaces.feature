@http @kubernetes
Feature: A route lives in the namespace of its service
  The walkthrough's file puts the route in namespace default while it is applied to test-pod. kubectl refuses that, and
  a route in another namespace than its service works only where Traefik is told to allow it.

  Background:
    Given the manifests "canary/apps"

  Example: A manifest of another namespace than the one asked for is refused
    When this manifest is applied to namespace "test-pod":
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: wrr-ingressroute
        namespace: default
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`wrr.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    Then there is one finding:
      | field    | value                                                                                   |
      | severity | error                                                                                   |
      | code     | namespace-mismatch                                                                      |
      | at       | scenario.yaml:5:14                                                                      |
      | message  | the namespace from the provided object "default" does not match the namespace "test-pod" |

  @differs @in-process
  Example: The group traefik.containo.us is accepted too
    When this manifest is applied to namespace "test-pod":
      """yaml
      apiVersion: traefik.containo.us/v1alpha1
      kind: IngressRoute
      metadata:
        name: old-group
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`old.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    And a client requests http://old.xinn.cc/
    Then the answer is 200

  Example: A reference to another namespace is a finding, and a 404
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: crossing
        namespace: default
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`cross.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, namespace: test-pod, port: 80 }]
      """
    And a client requests http://cross.xinn.cc/
    Then the answer is 404
    And there is one finding:
      | field    | value                                                    |
      | severity | error                                                    |
      | code     | cross-namespace                                          |
      | at       | scenario.yaml:11:44                                      |
      | advice   | --providers.kubernetescrd.allowcrossnamespace=true       |

  Example: The same reference works where it is allowed
    Given the flag "--providers.kubernetescrd.allowcrossnamespace=true"
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: crossing
        namespace: default
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`cross.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, namespace: test-pod, port: 80 }]
      """
    And a client requests http://cross.xinn.cc/
    Then the answer is 200
    And there are no findings
