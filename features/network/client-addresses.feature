@containers @http
Feature: Who may come is decided by addresses of the network
  ipAllowList and ClientIP look at the address that the proxy sees: a client in the network has its own, and all others
  come from the address that the machine has there.

  Background:
    Given the proxy runs in a container beside its backends
    And a client in the network
    And the manifests "canary/apps"

  Rule: ipAllowList lets in the addresses that it lists

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata: { name: known, namespace: test-pod }
        spec: { ipAllowList: { sourceRange: ["{address of the client in the network}/32"] } }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: known, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`known.xinn.cc`)
              kind: Rule
              middlewares: [{ name: known }]
              services: [{ name: appv1, port: 80 }]
        """

    Example: The client that it lists is served
      When the client in the network requests http://known.xinn.cc/
      Then the answer is 200
      And appv1 answered every request

    Example: Others are not
      When a client requests http://known.xinn.cc/
      Then the answer is 403

  Rule: ClientIP is a rule like others

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: inside, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`app.xinn.cc`) && ClientIP(`{address of the client in the network}`)
              kind: Rule
              services: [{ name: appv1, port: 80 }]
            - match: Host(`app.xinn.cc`)
              kind: Rule
              services: [{ name: appv2, port: 80 }]
        """

    Example: The client in the network has a route of its own
      When the client in the network requests http://app.xinn.cc/ 3 times
      Then appv1 answered every request

    Example: Others have the other one
      When a client requests http://app.xinn.cc/ 3 times
      Then appv2 answered every request
