@http @faults
Feature: Answers with an error get the page of another service
  The page comes with the status of the answer that it replaces.

  Background:
    Given the manifests "canary/apps"
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
            services: [{ name: appv2, port: 80 }]
      """

  Scenario Outline: An answer <status> asks for <pages> pages
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        errors:
          status: ["500-599"]
          query: /{status}.html?from={url}
          service: { name: appv1, port: 80 }
      """
    And appv2 answers with status <status>
    When a client requests http://app.xinn.cc/cart
    Then the answer is <status>
    And appv1 received <pages> requests

    Examples:
      | status | pages |
      | 503    | 1     |
      | 404    | 0     |

  Example: Where no router takes a request, there is no page
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        errors:
          status: ["400-599"]
          query: /{status}.html
          service: { name: appv1, port: 80 }
      """
    When a client requests http://other.xinn.cc/
    Then the answer is 404
    And the body contains "404 page not found"
    And appv1 received 0 requests

  Example: The page is told what went wrong
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        errors:
          status: ["500-599"]
          query: /{status}.html?from={url}
          service: { name: appv1, port: 80 }
      """
    And appv2 refuses connections
    When a client requests http://app.xinn.cc/cart
    Then the answer is 502
    And the body contains "GET /502.html?from=http%3A%2F%2Fapp.xinn.cc%2Fcart HTTP/1.1"

  Example: A status is rewritten
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        errors:
          status: ["500-599"]
          statusRewrites:
            "500-599": 503
          query: /{status}/{originalStatus}
          service: { name: appv1, port: 80 }
      """
    And appv2 answers with status 500
    When a client requests http://app.xinn.cc/
    Then the answer is 503
    And the body contains "GET /503/500 HTTP/1.1"
