@http @kubernetes
Feature: Core Ingress objects route as Traefik's own objects do
  An Ingress needs nothing of Traefik but its class; what the standard has no field for is said by annotation.

  Background:
    Given the manifests "ingress/app"

  Rule: The path type says what a path matches

    Scenario Outline: <path> is answered by <workload>
      Given the manifests "ingress/shop"
      When a client requests http://shop.xinn.cc<path>
      Then the answer is 200
      And <workload> answered every request

      Examples:
        | path       | workload  |
        | /api       | whoami    |
        | /api/items | whoami    |
        | /exact     | whoami    |
        | /exact/not | catch-all |
        | /          | catch-all |

    Example: Prefixes are of whole segments only where that is asked for
      Given the flag "--providers.kubernetesingress.strictprefixmatching=true"
      And the manifests "ingress/shop"
      When a client requests http://shop.xinn.cc/apis
      Then the answer is 200
      And catch-all answered every request

    Scenario Outline: A whole segment is <path>, then
      Given the flag "--providers.kubernetesingress.strictprefixmatching=true"
      And the manifests "ingress/shop"
      When a client requests http://shop.xinn.cc<path>
      Then whoami answered every request

      Examples:
        | path       |
        | /api       |
        | /api/items |

  Rule: The class decides which controller takes an Ingress

    Scenario Outline: Controller "<controller>" answers <status>
      Given a controller "takes" with the flag "--providers.kubernetesingress.ingressclass=lab"
      And a controller "leaves" with the flag "--providers.kubernetesingress.ingressclass=other"
      And the manifests "ingress/shop"
      When a client requests http://shop.xinn.cc/api from controller "<controller>"
      Then the answer is <status>

      Examples:
        | controller | status |
        | takes      | 200    |
        | leaves     | 404    |

  Rule: Annotations say the rest

    @tls
    Example: TLS, a middleware and an entry point
      Given the secret "secure" in namespace "test-pod" with a server certificate for secure.xinn.cc
      And the manifests "ingress/annotations"
      When a client requests https://secure.xinn.cc/api/items
      Then the answer is 200
      And the certificate served is for "secure.xinn.cc"
      And the body contains "GET /items HTTP/1.1"
      When a client requests http://secure.xinn.cc/api/items
      Then the answer is 404

    @tls
    Example: A missing Secret is a finding, and the route stays
      Given the manifests "ingress/shop"
      When the manifests "ingress/annotations" are applied
      And a client that trusts any certificate requests https://secure.xinn.cc/api/items
      Then the answer is 200
      And the certificate served is for "TRAEFIK DEFAULT CERT"
      And there is one finding:
        | field    | value                                               |
        | severity | error                                               |
        | code     | secret-not-found                                    |
        | at       | fixtures/manifests/ingress/annotations.yaml:26:19   |

    Example: A misspelt annotation takes its Ingress out of force, and no other
      Given the manifests "ingress/shop"
      When this manifest is applied:
        """yaml
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: typo
          namespace: test-pod
          annotations:
            traefik.ingress.kubernetes.io/router.priorty: "5"
        spec:
          rules:
            - host: typo.xinn.cc
              http:
                paths:
                  - path: /
                    pathType: Prefix
                    backend: { service: { name: whoami, port: { number: 80 } } }
        """
      And a client requests http://typo.xinn.cc/
      Then the answer is 200
      And catch-all answered every request
      And there is one finding:
        | field    | value                          |
        | severity | error                          |
        | code     | annotation-unknown             |
        | at       | scenario.yaml:7:51             |
        | advice   | did you mean `traefik.ingress.kubernetes.io/router.priority`? |

  Example: A Service that is missing takes only its own path
    When this manifest is applied:
      """yaml
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: half
        namespace: test-pod
      spec:
        rules:
          - host: half.xinn.cc
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend: { service: { name: whoami, port: { number: 80 } } }
                - path: /gone
                  pathType: Prefix
                  backend: { service: { name: gone, port: { number: 80 } } }
      """
    And a client requests http://half.xinn.cc/gone
    Then the answer is 200
    And whoami answered every request
    And there is one finding:
      | field    | value                                      |
      | severity | error                                      |
      | code     | service-not-found                          |
      | at       | scenario.yaml:16:41                        |
      | message  | kubernetes service not found: test-pod/gone |
