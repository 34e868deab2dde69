@http @simulation
Feature: A canary is simulated before anybody sees it
  Nothing is sent: the proxy's own code chooses a server for each request, and backends take as long as the scenario says.

  Background:
    Given the manifests "canary"
    And backend appv1 answers in lognormal(20ms, p99 80ms)
    And backend appv2 answers in lognormal(60ms, p99 400ms) with 10 % errors

  Example: Shares are those of the weights, and follow a change at once
    When 200 requests per second arrive for 2 minutes
    And at minute 1 the weight of appv2 becomes 9
    Then appv2 receives between 49 % and 51 %
    And from minute 1 on appv2 receives between 74.9 % and 75.1 %
    And between 4.2 % and 5.8 % of requests fail

  Example: What errors a canary makes is seen in its share of them
    When 200 requests per second arrive at http://wrr.xinn.cc/ for 2 minutes
    Then appv2 fails between 8 % and 12 % of its requests
    And between 2 % and 3 % of requests end with 500
    And the p99 latency of appv1 stays below 90 ms

  Example: A change of manifests is in force from its moment on
    When 100 requests per second arrive for 1 minute
    And at second 40 this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: wrr-ingressroute, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`wrr.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    Then from second 40 on appv2 receives between 0 % and 0 %
    And from second 45 on fewer than 0.001 % of requests fail

  Example: Ten proxies count for themselves, and keep the shares together
    Given 10 proxies share the traffic
    When 100 requests per second arrive for 1 minute
    Then appv2 receives between 24.8 % and 25.2 %
