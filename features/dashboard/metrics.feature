@http @dashboard
Feature: Metrics count what every entry point and service did
  They have Traefik's names, so that its Grafana boards work.

  Background:
    Given the manifests "canary"

  @differs
  Example: Requests are counted by entry point and status
    When a client requests http://wrr.xinn.cc/ 4 times
    And a client requests http://nobody.xinn.cc/ 2 times
    And a client requests http://localhost/metrics from entry point "metrics"
    Then the answer is 200
    And the body contains 'traefik_entrypoint_requests_total{code="200",method="GET",protocol="http",entrypoint="web"} 4'
    And the body contains 'traefik_entrypoint_requests_total{code="404",method="GET",protocol="http",entrypoint="web"} 2'

  @differs
  Example: Requests are counted by service
    When a client requests http://wrr.xinn.cc/ 4 times
    And a client requests http://localhost/metrics from entry point "metrics"
    Then the body contains 'traefik_service_requests_total{code="200",method="GET",protocol="http",service="test-pod-appv1-80@kubernetescrd"} 3'
    And the body contains 'traefik_service_requests_total{code="200",method="GET",protocol="http",service="test-pod-appv2-80@kubernetescrd"} 1'
