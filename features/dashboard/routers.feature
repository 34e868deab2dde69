@http @dashboard
Feature: The dashboard shows every router and what became of it

  Background:
    Given the manifests "canary"

  Example: A router that works
    When a client requests http://localhost/api/http/routers?search=wrr from entry point "traefik"
    Then the JSON has:
      | path            | value               |
      | *.rule          | Host(`wrr.xinn.cc`) |
      | *.priority      | 19                  |
      | *.entryPoints.* | web                 |
      | *.service       | test-pod-app-wrr    |
      | *.status        | enabled             |
      | *.error         | none                |
      | *.provider      | kubernetescrd       |

  Example: A router that does not
    Given this manifest is applied:
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
            priority: 5
            middlewares: [{ name: strip }]
            services: [{ name: appv1, port: 80 }]
      """
    When a client requests http://localhost/api/http/routers?status=disabled from entry point "traefik"
    Then the JSON has:
      | path       | value                                                    |
      | *.rule     | Host(`faulty.xinn.cc`)                                   |
      | *.priority | 5                                                        |
      | *.status   | disabled                                                 |
      | *.error.*  | middleware "test-pod-strip@kubernetescrd" does not exist |

  @differs
  Example: A router that works in part
    When in the manifest "canary/routes" "- web" becomes "- web\n    - wbe"
    And a client requests http://localhost/api/http/routers?status=warning from entry point "traefik"
    Then the JSON has:
      | path            | value                          |
      | *.entryPoints.* | web                            |
      | *.error.*       | entryPoint "wbe" doesn't exist |

  @differs
  Example: The overview counts them
    Given this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: faulty
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`faulty.xinn.cc`
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    When a client requests http://localhost/api/overview from entry point "traefik"
    Then the JSON has:
      | path                  | value         |
      | http.routers.total    | 6             |
      | http.routers.warnings | 0             |
      | http.routers.errors   | 1             |
      | http.services.errors  | 0             |
      | tcp.routers.total     | 0             |
      | features.metrics      | Prometheus    |
      | providers.*           | KubernetesCRD |
