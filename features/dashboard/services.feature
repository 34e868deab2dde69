@http @dashboard
Feature: The dashboard shows the tree of services
  A weighted or mirroring service shows its parts, a load balancer its servers and how they are.

  Example: A weighted service shows its weights
    Given the manifests "canary"
    When a client requests http://localhost/api/http/services/test-pod-app-wrr@kubernetescrd from entry point "traefik"
    Then the JSON has:
      | path                       | value                                |
      | type                       | weighted                             |
      | weighted.services.*.name   | test-pod-appv1-80, test-pod-appv2-80 |
      | weighted.services.*.weight | 3, 1                                 |
      | status                     | enabled                              |

  @differs
  Example: A mirroring service shows its mirrors and their share
    Given the manifests "mirroring"
    When a client requests http://localhost/api/http/services/test-pod-app-mirror@kubernetescrd from entry point "traefik"
    Then the JSON has:
      | path                        | value          |
      | type                        | mirroring      |
      | mirroring.service           | test-pod-v1-80 |
      | mirroring.mirrors.*.name    | test-pod-v2-80 |
      | mirroring.mirrors.*.percent | 50             |
      | mirroring.mirrorBody        | true           |

  Example: A load balancer shows the state of each server
    Given the manifests "canary"
    When appv1 is scaled to 2 replicas
    And a client requests http://localhost/api/http/services/test-pod-appv1-80@kubernetescrd from entry point "traefik"
    Then the JSON has:
      | path           | value        |
      | type           | loadbalancer |
      | serverStatus.* | UP, UP       |
