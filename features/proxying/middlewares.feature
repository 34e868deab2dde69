@http
Feature: Middlewares change requests and answers on their way
  A route names Middleware objects; a request passes them in the order written.

  Background:
    Given the manifests "controllers/app"
    And this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: whoami
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`app.xinn.cc`)
            kind: Rule
            middlewares: [{ name: tested }]
            services: [{ name: whoami, port: 80 }]
      """

  Rule: stripPrefix takes a prefix off the path and says which

    Example: /api/users is /users to the backend
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          stripPrefix:
            prefixes: [/api]
        """
      When a client requests http://app.xinn.cc/api/users?page=2
      Then the body contains "GET /users?page=2 HTTP/1.1"
      And whoami received the headers:
        | header             | value |
        | X-Forwarded-Prefix | /api  |

  Rule: headers sets headers, and removes those that are set to nothing

    Example: Both ways
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          headers:
            customRequestHeaders:
              X-Team: shop
              X-Debug: ""
            customResponseHeaders:
              X-Served-By: lab
        """
      When a client sends GET http://app.xinn.cc/ with the header "X-Debug: 1"
      Then the header "X-Served-By" is "lab"
      And whoami received the headers:
        | header  | value |
        | X-Team  | shop  |
        | X-Debug | none  |

  Rule: redirectScheme sends clients to HTTPS

    Scenario Outline: <method> with permanent <permanent>: <status>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          redirectScheme:
            scheme: https
            permanent: <permanent>
        """
      When a client sends <method> http://app.xinn.cc/cart?id=7 with a body of 2 bytes
      Then the answer is <status>
      And the header "Location" is "https://app.xinn.cc/cart?id=7"
      And whoami received no byte

      Examples:
        | method | permanent | status |
        | GET    | true      | 301    |
        | GET    | false     | 302    |
        | POST   | true      | 308    |
        | POST   | false     | 307    |

  Rule: ipAllowList lets only some addresses in

    Scenario Outline: <range>: <status>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          ipAllowList:
            sourceRange: [<range>]
        """
      When a client requests http://app.xinn.cc/
      Then the answer is <status>

      @in-process
      Examples:
        | range       | status |
        | 127.0.0.0/8 | 200    |

      Examples:
        | range        | status |
        | 192.0.2.0/24 | 403    |

  Rule: A chain stands for its members, in order

    Example: The first adds a prefix, the second takes it off
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          chain:
            middlewares: [{ name: add }, { name: strip }]
        ---
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: add
          namespace: test-pod
        spec:
          addPrefix:
            prefix: /shop
        ---
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: strip
          namespace: test-pod
        spec:
          stripPrefix:
            prefixes: [/shop/cart]
        """
      When a client requests http://app.xinn.cc/cart/7
      Then the body contains "GET /7 HTTP/1.1"
