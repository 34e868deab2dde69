@http
Feature: Routers choose as the release of Traefik does
  A router may stand behind another, and may be written in the syntax of Traefik 2.

  Background:
    Given the manifests "canary/apps"

  Rule: A router behind another sees what its parent has changed

    Example: The parent's middleware comes before the children's rules
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata: { name: strip, namespace: test-pod }
        spec: { stripPrefix: { prefixes: [/shop] } }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: parent, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`shop.xinn.cc`) && PathPrefix(`/shop`)
              kind: Rule
              middlewares: [{ name: strip }]
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: children, namespace: test-pod }
        spec:
          parentRefs: [{ name: parent }]
          routes:
            - { match: Path(`/v1`), kind: Rule, services: [{ name: appv1, port: 80 }] }
            - { match: Path(`/v2`), kind: Rule, services: [{ name: appv2, port: 80 }] }
        """
      When a client requests http://shop.xinn.cc/shop/v1
      Then the answer is 200
      And the body contains "GET /v1 HTTP/1.1"
      When a client requests http://shop.xinn.cc/shop/v3
      Then the answer is 404

  Rule: Rules of Traefik 2 are read where a route or a flag says so

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: shop, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostRegexp(`{sub:[a-z]+}.xinn.cc`)
              kind: Rule
              syntax: v2
              services: [{ name: appv1, port: 80 }]
        """

    Example: The route says so
      When a client requests http://shop.xinn.cc/
      Then the answer is 200
      And appv1 answered every request

    Example: Read as a rule of Traefik 3, the braces are part of an expression that matches no such host
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: shop, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: HostRegexp(`{sub:[a-z]+}.xinn.cc`)
              kind: Rule
              syntax: v3
              services: [{ name: appv1, port: 80 }]
        """
      And a client requests http://shop.xinn.cc/
      Then the answer is 404

  @engine
  Rule: An older release is asked for by its number

    Example: 2.11 does not know the class in the specification
      Given the flag "--traefikversion=2.11"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: shop, namespace: test-pod }
        spec:
          ingressClassName: other
          entryPoints: [web]
          routes:
            - { match: Host(`shop.xinn.cc`), kind: Rule, services: [{ name: appv1, port: 80 }] }
        """
      When a client requests http://shop.xinn.cc/
      Then the answer is 200

    Example: 3.7 does
      Given the flag "--traefikversion=3.7"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: shop, namespace: test-pod }
        spec:
          ingressClassName: other
          entryPoints: [web]
          routes:
            - { match: Host(`shop.xinn.cc`), kind: Rule, services: [{ name: appv1, port: 80 }] }
        """
      When a client requests http://shop.xinn.cc/
      Then the answer is 404
