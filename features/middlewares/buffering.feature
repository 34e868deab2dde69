@http
Feature: Buffering bounds bodies
  Bodies are read whole before they are passed on, so that one that is too long never arrives.

  Background:
    Given the manifests "canary/apps"

  Rule: A request that is too long is answered 413 and reaches no server

    Background:
      Given this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: tested
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`app.xinn.cc`)
              kind: Rule
              middlewares: [{ name: tested }]
              services: [{ name: appv1, port: 80 }]
        """

    Scenario Outline: <bytes> bytes: <status>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          buffering:
            maxRequestBodyBytes: 1000
        """
      When a client sends POST http://app.xinn.cc/ with a body of <bytes> bytes
      Then the answer is <status>
      And appv1 received <requests> requests

      Examples:
        | bytes | status | requests |
        | 1000  | 200    | 1        |
        | 1001  | 413    | 0        |

  Rule: An answer that is too long becomes 500

    Background:
      Given this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: tested
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`app.xinn.cc`)
              kind: Rule
              middlewares: [{ name: tested }]
              services: [{ name: appv1, port: 80 }]
        """
      And this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          buffering:
            maxResponseBodyBytes: 10240
        """

    Example: 20 KB where 10 KB are allowed
      When a client requests http://app.xinn.cc/data?size=20&unit=KB
      Then the answer is 500
      And the body is "Internal Server Error"
      And appv1 received 1 request

    Example: 10 KB where 10 KB are allowed
      When a client requests http://app.xinn.cc/data?size=10&unit=KB
      Then the answer is 200
      And the body has 10,240 bytes

  Rule: A buffered request can be sent again

    Background:
      Given this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: tested
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`app.xinn.cc`)
              kind: Rule
              middlewares: [{ name: tested }]
              services: [{ name: appv1, port: 80 }, { name: appv2, port: 80 }]
        """

    # The services take turns, and which is first is chance: of two requests at least one goes to appv1 first.
    @faults @differs
    Example: While the network fails
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          buffering:
            retryExpression: IsNetworkError() && Attempts() < 2
        """
      And appv1 refuses connections
      When a client requests http://app.xinn.cc/ 10 times
      Then every answer is 200
      And appv2 answered every request

    # Each second request goes to appv1, whoever is first.
    @faults
    Example: Without an expression it is sent once
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          buffering: {}
        """
      And appv1 refuses connections
      When a client requests http://app.xinn.cc/ 10 times
      Then appv2 received 5 requests
