@kubernetes
Feature: A field that is written wrong is found where it stands
  The finding names the file, the line and the column, and what to write instead. Only the object with the mistake in
  it is left out; every other route goes on working.

  Background:
    Given the manifests "canary"

  Rule: An object with a value that is not allowed is not in force

    Scenario Outline: A route with <fault>
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: faulty
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`faulty.xinn.cc`)
              kind: <route kind>
              services:
                - { name: appv1, port: 80, kind: <service kind> }
        """
      And a client requests http://faulty.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | field    | value       |
        | severity | error       |
        | code     | field-value |
        | at       | <at>        |
        | message  | <message>   |
        | advice   | <advice>    |
      When a client requests http://wrr.xinn.cc/
      Then the answer is 200

      Examples:
        | fault            | route kind | service kind | at                  | message                                                                               | advice                  |
        | kind Rul         | Rul        | Service      | scenario.yaml:10:13 | `spec.routes[0].kind` is "Rul", expected `Rule`                                       | did you mean `Rule`?    |
        | a service Servce | Rule       | Servce       | scenario.yaml:12:42 | `spec.routes[0].services[0].kind` is "Servce", expected `Service` or `TraefikService` | did you mean `Service`? |

    Scenario Outline: A TraefikService with <fault>
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TraefikService
        metadata:
          name: faulty
          namespace: test-pod
        spec:
          <spec>
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: faulty
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`faulty.xinn.cc`)
              kind: Rule
              services: [{ name: faulty, kind: TraefikService }]
        """
      And a client requests http://faulty.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | field    | value       |
        | severity | error       |
        | code     | field-value |
        | at       | <at>        |
        | message  | <message>   |
      When a client requests http://wrr.xinn.cc/
      Then the answer is 200

      Examples:
        | fault       | spec                                                                                     | at                 | message                                                                           |
        | weight -1   | weighted: { services: [{ name: appv1, port: 80, weight: -1 }] }                          | scenario.yaml:7:59 | `spec.weighted.services[0].weight` is -1, expected a whole number, 0 or more      |
        | percent 101 | mirroring: { name: appv1, port: 80, mirrors: [{ name: appv2, port: 80, percent: 101 }] } | scenario.yaml:7:83 | `spec.mirroring.mirrors[0].percent` is 101, expected a whole number from 0 to 100 |

    Example: A change for the worse leaves the last good version in force
      When in the manifest "canary/routes" "kind: Rule" becomes "kind: Rul"
      And a client requests http://wrr.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |
      And there is one finding:
        | field | value                                       |
        | code  | field-value                                 |
        | at    | fixtures/manifests/canary/routes.yaml:29:13 |

  Rule: A field or an entry point that does not exist is a warning, and the rest is in force

    Example: A field that IngressRoute does not have
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: faulty
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`faulty.xinn.cc`)
              kind: Rule
              prioritee: 10
              services: [{ name: appv1, port: 80 }]
        """
      And a client requests http://faulty.xinn.cc/
      Then the answer is 200
      And there is one finding:
        | field    | value                                                                    |
        | severity | warning                                                                  |
        | code     | field-unknown                                                            |
        | at       | scenario.yaml:11:7                                                       |
        | message  | `spec.routes[0].prioritee` is not a field of IngressRoute, it is ignored |
        | advice   | did you mean `priority`?                                                 |

    Example: An entry point that the proxy does not have
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: faulty
          namespace: test-pod
        spec:
          entryPoints: [web, wbe]
          routes:
            - match: Host(`faulty.xinn.cc`)
              kind: Rule
              services: [{ name: appv1, port: 80 }]
        """
      And a client requests http://faulty.xinn.cc/
      Then the answer is 200
      And there is one finding:
        | field    | value                                   |
        | severity | warning                                 |
        | code     | entry-point-unknown                     |
        | at       | scenario.yaml:7:22                      |
        | message  | EntryPoint doesn't exist: wbe           |
        | advice   | web, websecure, traefik, metrics, mongo |
