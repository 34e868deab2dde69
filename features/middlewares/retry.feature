@http @faults
Feature: A request that no server got is sent to the next
  Retry asks again when the connection to a server fails. What a server may have got already is not sent twice.

  Background:
    Given the manifests "canary/apps"

  # The services take turns, and which is first is chance: each claim holds for both orders.
  Rule: A server that cannot be reached is passed over

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

    Example: Two attempts find the server that runs
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 2
        """
      And appv1 refuses connections
      When a client requests http://app.xinn.cc/ 10 times
      Then every answer is 200
      And appv2 answered every request

    Example: One attempt loses each second request
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 1
        """
      And appv1 refuses connections
      When a client requests http://app.xinn.cc/ 10 times
      Then appv2 received 5 requests

    Example: The body of a POST is kept for the second attempt
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 2
        """
      And appv2 refuses connections
      # Whoever is first: the second of two requests is refused by appv2.
      When a client sends POST http://app.xinn.cc/ with a body of 100,000 bytes
      And a client sends POST http://app.xinn.cc/ with a body of 100,000 bytes
      Then the answer is 200
      And appv1 received 2 requests
      And appv1 received a body of 100,000 bytes

  Rule: No server left: the answer is what the last attempt came to

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

    Example: A server that cannot be reached: 502
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 2
        """
      And appv1 refuses connections
      When a client requests http://app.xinn.cc/
      Then the answer is 502

  Rule: The answer of a server is passed on

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

    Example: A server that answers 503 is asked once
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 3
        """
      And appv1 answers with status 503
      When a client requests http://app.xinn.cc/
      Then the answer is 503
      And appv1 received 1 request

    Example: Unless that status is listed
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          retry:
            attempts: 3
            status: ["503"]
        """
      And appv1 answers with status 503
      When a client requests http://app.xinn.cc/
      Then the answer is 503
      And appv1 received 3 requests
