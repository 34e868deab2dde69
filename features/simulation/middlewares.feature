@http @simulation
Feature: Middlewares that shape traffic take part
  Retry, rate limit and circuit breaker decide by the same code as in the proxy.

  Background:
    Given the manifests "canary/apps"
    And this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: tested, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`app.xinn.cc`)
            kind: Rule
            middlewares: [{ name: tested }]
            services: [{ name: appv1, port: 80 }, { name: appv2, port: 80 }]
      """
    And backend appv1 answers in 20 ms
    And backend appv2 answers in 20 ms

  # Each repetition takes the turn of appv1, so that the next request begins with appv2 again.
  Example: Retry finds the server that runs
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata: { name: tested, namespace: test-pod }
      spec: { retry: { attempts: 2 } }
      """
    When 100 requests per second arrive evenly at http://app.xinn.cc/ for 1 minute
    And at second 30 appv2 refuses connections
    Then no request fails
    And between 47 % and 53 % of requests are sent again

  Example: A rate limit lets through what it is told to
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata: { name: tested, namespace: test-pod }
      spec: { rateLimit: { average: 50, burst: 10, sourceCriterion: { requestHost: true } } }
      """
    When 100 requests per second arrive evenly at http://app.xinn.cc/ for 1 minute
    Then between 49.5 % and 50 % of requests end with 429

  Example: A circuit breaker spares a service that fails
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata: { name: tested, namespace: test-pod }
      spec: { circuitBreaker: { expression: "ResponseCodeRatio(500, 600, 0, 600) > 0.25" } }
      """
    When 100 requests per second arrive evenly at http://app.xinn.cc/ for 1 minute
    And at second 20 appv1 begins to fail 100 % of its requests
    Then between 57 % and 59 % of requests end with 503
