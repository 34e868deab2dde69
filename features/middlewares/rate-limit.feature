@http
Feature: A rate limit turns away who asks too often
  Each source has a bucket of tokens: a request takes one, and without one it is answered 429.

  Background:
    Given the manifests "controllers/app"
    And this manifest is applied:
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
            services: [{ name: whoami, port: 80 }]
      """

  Rule: As many requests as the burst pass at once

    Example: Three of five
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          rateLimit:
            average: 1
            period: 1m
            burst: 3
        """
      When a client requests http://app.xinn.cc/ 5 times
      Then the answer is 429
      And the body is "Too Many Requests"
      And whoami received 3 requests

    Example: An average of 0 limits nothing
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          rateLimit:
            average: 0
        """
      When a client requests http://app.xinn.cc/ 5 times
      Then every answer is 200

  Rule: Sources are told apart as the manifest says

    Example: By a header
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          rateLimit:
            average: 1
            period: 1m
            sourceCriterion:
              requestHeaderName: X-User
        """
      When a client sends GET http://app.xinn.cc/ with the header "X-User: ann"
      And a client sends GET http://app.xinn.cc/ with the header "X-User: bob"
      Then the answer is 200
      And whoami received 2 requests
      When a client sends GET http://app.xinn.cc/ with the header "X-User: ann"
      Then the answer is 429
      And whoami received 2 requests
