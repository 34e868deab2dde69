@http
Feature: A limit of requests in flight
  Requests beyond the amount are answered 429 at once; they do not wait.

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

  @faults
  Example: While one request is served the next is turned away
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        inFlightReq:
          amount: 1
      """
    And whoami answers 1 s late
    And a request to http://app.xinn.cc/ that whoami is working on
    When a client requests http://app.xinn.cc/
    Then the answer is 429
    And the body is "max connections reached: 1"
    When the request has ended
    Then the answer is 200
    When a client requests http://app.xinn.cc/
    Then the answer is 200
