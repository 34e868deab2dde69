@http @simulation
Feature: What happens to sticky sessions when a pod dies?
  A cookie leads each of 1,000 clients back to the pod that answered it first.

  Background:
    Given this manifest:
      """yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        replicas: 4
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
            services: [{ name: shop, port: 80, sticky: { cookie: { name: pod } } }]
      """
    And backend shop answers in lognormal(30ms, p99 150ms) with 4 at a time

  Example: A quarter of the sessions moves, hardly a request fails, and the new pod gets nobody back
    When 340 requests per second arrive at http://shop.test/cart for 80 seconds
    And the requests come from 1,000 clients
    And at second 20 a pod of shop dies, and another is there 20 seconds later
    Then fewer than 0.2 % of requests fail
    And between 235 and 265 sticky sessions lose their pod
    And from minute 1 on the p50 latency stays above 250 ms

  Example: Without cookies the new pod takes its quarter at once
    When 340 requests per second arrive at http://shop.test/cart for 80 seconds
    And the requests come from 1,000 clients without cookies
    And at second 20 a pod of shop dies, and another is there 20 seconds later
    Then fewer than 0.2 % of requests fail
    And between 0 and 0 sticky sessions lose their pod
    And from minute 1 on the p50 latency stays below 250 ms
