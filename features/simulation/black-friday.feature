@http @simulation
Feature: How many replicas at Black Friday?
  The traffic of the day, from 100 to 1,000 requests a second and back, in one minute. A pod works on 8 requests at a time.

  Background:
    Given this manifest:
      """yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        replicas: 6
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec: { containers: [{ name: shop, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: shop }
      spec: { selector: { app: shop }, ports: [{ port: 80 }] }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: shop }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`shop.test`)
            kind: Rule
            services: [{ name: shop, port: 80 }]
      """
    And backend shop answers in lognormal(30ms, p99 150ms) with 8 at a time and a queue of 200

  Example: Six pods are enough
    When 100 to 1,000 requests per second arrive at http://shop.test/ for 1 minute
    Then no request fails
    And the p99 latency stays below 250 ms

  Example: Three are scaled to six too late
    When 100 to 1,000 requests per second arrive at http://shop.test/ for 1 minute
    And at second 0 shop is scaled to 3 pods
    And at second 30 shop is scaled to 6 pods
    Then between 5 % and 10 % of requests fail
    And from second 36 on fewer than 0.1 % of requests fail
    And from second 40 on the p95 latency stays below 400 ms
