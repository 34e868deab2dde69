Feature: Manifests are checked without being run

  Rule: What would bite later is found at its place

    Example: A set in which nothing is wrong
      When the manifests "canary" are checked
      Then the check finds nothing

    Example: A router that never gets a request, and a middleware that nothing has
      When this manifest is checked:
        """yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: shop }
        spec:
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
            - match: Host(`shop.test`) && PathPrefix(`/api`)
              services: [{ name: shop, port: 80 }]
            - match: Host(`shop.test`)
              priority: 1000
              services: [{ name: shop, port: 80 }]
            - match: Host(`news.test`)
              services: [{ name: shop, port: 80 }]
              middlewares: [{ name: strip }]
        """
      Then the check finds:
        | code                 | at                  |
        | router-shadowed      | scenario.yaml:21:14 |
        | middleware-not-found | scenario.yaml:28:29 |

  Rule: A release is asked by its own rules

    Example: Traefik 2.11 has nothing against what was written for it
      When the manifests "mongo" are checked for Traefik 2.11
      Then the check finds nothing
