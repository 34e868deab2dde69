@http
Feature: A program of one's own is played by one that the lab knows
  Routing does not depend on what a program does, so its image may be played by another that says who it is.

  Background:
    Given the image "registry.test/acme/shop" is played by "traefik/whoami"
    And this manifest:
      """yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            containers:
              - name: shop
                image: registry.test/acme/shop:1.4.2
                args: [serve, --colour=green]
                ports: [{ containerPort: 3000 }]
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: shop }
      spec:
        selector: { app: shop }
        ports: [{ port: 80, targetPort: 3000 }]
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

  Example: It answers under its own name
    When a client requests http://shop.test/cart
    Then the answer is 200
    And shop answered every request
    And the body contains "GET /cart HTTP/1.1"
