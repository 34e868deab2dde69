@http @simulation
Feature: A canary is simulated before anybody sees it
  Nothing is sent: the proxy's own code chooses a server for each request, and backends take as long as the scenario says.

  Background:
    Given the manifests "canary"
    And backend appv1 answers in lognormal(20ms, p99 80ms)
    And backend appv2 answers in lognormal(60ms, p99 400ms) with 2 % errors

  Example: Shares are those of the weights, and follow a change at once
    When 400 requests per second arrive for 5 minutes
    And at minute 3 the weight of appv2 becomes 9
    Then appv2 receives between 44 % and 46 %
    And from minute 3 on appv2 receives between 74.9 % and 75.1 %
    And between 0.7 % and 1.1 % of requests fail

  Example: What errors a canary makes is seen in its share of them
    When 400 requests per second arrive at http://wrr.xinn.cc/ for 5 minutes
    Then appv2 fails between 1.5 % and 2.5 % of its requests
    And between 0.4 % and 0.6 % of requests end with 500
    And the p99 latency of appv1 stays below 90 ms

  Example: A change of manifests is in force from its moment on
    When 400 requests per second arrive for 2 minutes
    And at second 90 this manifest is applied:
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
    Then from second 90 on appv2 receives between 0 % and 0 %
    And from second 90 on fewer than 0.1 % of requests fail

  Example: Ten proxies count for themselves, and keep the shares together
    Given 10 proxies share the traffic
    When 400 requests per second arrive for 2 minutes
    Then appv2 receives between 24.8 % and 25.2 %
