@http @faults
Feature: A circuit breaker turns requests away while a service fails
  When the answers are bad by the manifest's measure, requests are refused at once. After a while a growing share of them
  passes, and when that goes well all of them.

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

  Rule: Nothing reaches a service that fails

    Example: After an answer 500 the others are 503
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          circuitBreaker:
            expression: ResponseCodeRatio(500, 600, 0, 600) > 0.5
        """
      And whoami answers with status 500
      When a client requests http://app.xinn.cc/
      Then the answer is 500
      When a client requests http://app.xinn.cc/ 5 times
      Then every answer is 503
      And the body is "Service Unavailable"
      And whoami received 1 request

    Example: The status of the refusal can be chosen
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          circuitBreaker:
            expression: ResponseCodeRatio(500, 600, 0, 600) > 0.5
            responseCode: 429
        """
      And whoami answers with status 500
      When a client requests http://app.xinn.cc/
      And a client requests http://app.xinn.cc/
      Then the answer is 429
      And the body is "Too Many Requests"

    Example: A server that cannot be reached is tried once
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          circuitBreaker:
            expression: NetworkErrorRatio() > 0.30
        """
      And whoami refuses connections
      When a client requests http://app.xinn.cc/
      Then the answer is 502
      When whoami is healthy again
      And a client requests http://app.xinn.cc/ 5 times
      Then every answer is 503
      And whoami received no byte

    Example: A service that is slow is left alone, though its answers are good
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          circuitBreaker:
            expression: LatencyAtQuantileMS(50.0) > 100
        """
      And whoami answers 200 ms late
      When a client requests http://app.xinn.cc/
      Then the answer is 200
      When a client requests http://app.xinn.cc/
      Then the answer is 503
      And whoami received 1 request

  Rule: A service that is well again gets its requests back

    Example: When the fallback and the recovery are over all pass
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: Middleware
        metadata:
          name: tested
          namespace: test-pod
        spec:
          circuitBreaker:
            expression: ResponseCodeRatio(500, 600, 0, 600) > 0.5
            fallbackDuration: 100ms
            recoveryDuration: 100ms
        """
      And whoami answers with status 500
      When a client requests http://app.xinn.cc/ 2 times
      Then the answer is 503
      Given whoami is healthy again
      And 200 requests a second to http://app.xinn.cc/
      When 100 more requests have been answered
      And the traffic ends
      Then the last 20 requests were answered by whoami
      When a client requests http://app.xinn.cc/ 10 times
      Then every answer is 200
