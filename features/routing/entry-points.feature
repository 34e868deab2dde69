@http
Feature: Entry points have something for all routers on them
  Where TLS begins, who is sent to https:// and what every request passes first is often said once, by the flags of the
  controller, and not by each route (Traefik: entryPoints.NAME.http).

  Background:
    Given the manifests "controllers/app"
    And the secret "shop" in namespace "test-pod" with a server certificate for shop.xinn.cc

  Rule: Clients of one entry point are sent to another

    Background:
      Given the flags "--entrypoints.web.http.redirections.entrypoint.to=:443"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: shop
          namespace: test-pod
        spec:
          entryPoints: [web, websecure]
          routes:
            - match: Host(`shop.xinn.cc`)
              kind: Rule
              priority: 9223372036854774000
              services: [{ name: whoami, port: 80 }]
        """

    Scenario Outline: <method>: <status>
      When a client sends <method> http://shop.xinn.cc/cart?id=7 with a body of 2 bytes
      Then the answer is <status>
      And the header "Location" is "https://shop.xinn.cc/cart?id=7"
      And whoami received no byte

      Examples:
        | method | status |
        | GET    | 301    |
        | POST   | 308    |

    Example: Whatever host they ask for
      When a client requests http://nobody.xinn.cc:8000/
      Then the answer is 301
      And the header "Location" is "https://nobody.xinn.cc/"

    Example: The router that sends them is there for all to see
      When a client requests http://localhost/api/http/routers/web-to-443@internal from entry point "traefik"
      Then the JSON has:
        | path          | value                        |
        | entryPoints.* | web                          |
        | middlewares.* | redirect-web-to-443@internal |
        | service       | noop@internal                |
        | priorityStr   | 9223372036854775806          |
        | status        | enabled                      |
        | provider      | internal                     |

  Rule: TLS on an entry point is for all routers that say nothing of it

    Background:
      Given the flags "--entrypoints.websecure.http.tls=true"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TLSStore
        metadata:
          name: default
          namespace: test-pod
        spec:
          certificates: [{ secretName: shop }]
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: shop
          namespace: test-pod
        spec:
          entryPoints: [web, websecure]
          routes:
            - match: Host(`shop.xinn.cc`)
              kind: Rule
              services: [{ name: whoami, port: 80 }]
        """

    Scenario Outline: A router on both is reached by <url>
      When a client requests <url>
      Then the answer is 200
      And whoami received the headers:
        | header            | value    |
        | X-Forwarded-Proto | <scheme> |

      Examples:
        | url                   | scheme |
        | http://shop.xinn.cc/  | http   |
        | https://shop.xinn.cc/ | https  |

    Example: It became two, one for each
      When a client requests http://localhost/api/http/routers?search=websecure-test-pod-shop from entry point "traefik"
      Then the JSON has:
        | path            | value     |
        | *.entryPoints.* | websecure |
        | *.tls.options   | default   |
        | *.status        | enabled   |

  Rule: Its middlewares come before those of the routers

    Example: Both are passed, on this entry point alone
      Given the flags "--entrypoints.web.http.middlewares=test-pod-entry@kubernetescrd"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: entry
          namespace: test-pod
        spec:
          addPrefix: { prefix: /entry }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: route
          namespace: test-pod
        spec:
          addPrefix: { prefix: /route }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: shop
          namespace: test-pod
        spec:
          entryPoints: [web, metrics]
          routes:
            - match: Host(`shop.xinn.cc`)
              kind: Rule
              middlewares: [{ name: route }]
              services: [{ name: whoami, port: 80 }]
        """
      When a client requests http://shop.xinn.cc/cart
      Then the body contains "GET /route/entry/cart HTTP/1.1"
      When a client requests http://shop.xinn.cc/cart from entry point "metrics"
      Then the body contains "GET /route/cart HTTP/1.1"

    Example: One that is not there takes the router out of force
      Given the flags "--entrypoints.web.http.middlewares=test-pod-entry@kubernetescrd"
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: shop
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`shop.xinn.cc`)
              kind: Rule
              services: [{ name: whoami, port: 80 }]
        """
      And a client requests http://shop.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | code     | middleware-not-found                                     |
        | severity | error                                                    |
        | message  | middleware "test-pod-entry@kubernetescrd" does not exist |
