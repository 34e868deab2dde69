@http
Feature: A request can be explained
  Who wonders which router took a request asks for the story of its decision, and gets the one that decided.

  Background:
    Given the manifests "canary/apps"
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata: { name: strip, namespace: test-pod }
      spec: { stripPrefix: { prefixes: [/shop] } }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: shop, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`shop.xinn.cc`) && PathPrefix(`/shop`)
            kind: Rule
            middlewares: [{ name: strip }]
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: aisles, namespace: test-pod }
      spec:
        parentRefs: [{ name: shop }]
        routes:
          - { match: Path(`/v1`), kind: Rule, services: [{ name: appv1, port: 80 }] }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: thief, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: PathPrefix(`/shop/v2`)
            kind: Rule
            priority: 1000
            services: [{ name: appv2, port: 80 }]
      """

  Example: By the router behind another one, as that one's middlewares leave the request
    When a client requests http://shop.xinn.cc/shop/v1
    Then the answer is 200
    And the request is explained by router "test-pod-aisles"

  Example: By the router that took it from the one that was meant
    When a client requests http://shop.xinn.cc/shop/v2
    Then the request is explained by router "test-pod-thief"

  Example: By none, if there is none
    When a client requests http://shop.xinn.cc/
    Then the answer is 404
    And the request is explained by router "none"
