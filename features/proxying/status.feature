@http
Feature: A request that cannot be answered gets Traefik's status and text

  Background:
    Given the manifests "controllers/app"

  Rule: Without a route the answer is 404

    Example: No route matches
      When a client requests http://nobody.xinn.cc/
      Then the answer is 404
      And the body is "404 page not found"

  Rule: A service without servers is a route without service, unless empty services are allowed

    Scenario Outline: <flag>: <status>
      Given the flag "<flag>"
      And this manifest:
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
              services: [{ name: whoami, port: 80 }]
        """
      When whoami is scaled to 0 replicas
      And a client requests http://app.xinn.cc/
      Then the answer is <status>
      And the body is "<text>"

      Examples:
        | flag                                               | status | text                |
        | --providers.kubernetescrd.allowemptyservices=true  | 503    | no available server |
        | --providers.kubernetescrd.allowemptyservices=false | 404    | 404 page not found  |

  Rule: A server that gives no answer is a bad gateway or a timeout

    Background:
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: ServersTransport
        metadata:
          name: impatient
          namespace: test-pod
        spec:
          forwardingTimeouts:
            responseHeaderTimeout: 500ms
        ---
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
              services: [{ name: whoami, port: 80, serversTransport: impatient }]
        """

    @faults
    Example: It refuses connections
      Given whoami refuses connections
      When a client requests http://app.xinn.cc/
      Then the answer is 502
      And the body is "Bad Gateway"

    @faults
    Example: It hangs
      Given whoami hangs
      When a client requests http://app.xinn.cc/
      Then the answer is 504
      And the body is "Gateway Timeout"

    @faults
    Example: It answers later than the transport waits
      Given whoami answers 5 s late
      When a client requests http://app.xinn.cc/
      Then the answer is 504
      And every answer came within 2 s

    @faults
    Example: It answers in time
      Given whoami answers 10 ms late
      When a client requests http://app.xinn.cc/
      Then the answer is 200

  Rule: What the server itself answers is passed on

    @faults
    Scenario Outline: <status>
      Given this manifest:
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
              services: [{ name: whoami, port: 80 }]
        """
      And whoami answers with status <status>
      When a client requests http://app.xinn.cc/
      Then the answer is <status>
      And whoami received 1 request

      Examples:
        | status |
        | 404    |
        | 502    |
        | 503    |
