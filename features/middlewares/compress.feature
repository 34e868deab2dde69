@http
Feature: Answers are compressed for clients that take it
  The client names the codings it takes; short answers are not worth it.

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

  Scenario Outline: <accepted>: <coding>
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        compress: {}
      """
    When a client sends GET http://app.xinn.cc/data?size=20&unit=KB with the header "Accept-Encoding: <accepted>"
    Then the answer is 200
    And the header "Content-Encoding" is "<coding>"
    And the header "Vary" is "Accept-Encoding"

    Examples:
      | accepted            | coding |
      | gzip                | gzip   |
      | br, gzip            | gzip   |
      | br;q=1, gzip;q=0.5  | br     |
      | zstd                | zstd   |

  Example: A client that takes none gets the answer as it is
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        compress: {}
      """
    When a client sends GET http://app.xinn.cc/data?size=20&unit=KB with the header "Accept-Encoding: identity"
    Then the answer is 200
    And the body has 20,480 bytes

  @differs
  Example: A short answer stays as it is
    Given this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: Middleware
      metadata:
        name: tested
        namespace: test-pod
      spec:
        compress: {}
      """
    When a client sends GET http://app.xinn.cc/ with the header "Accept-Encoding: gzip"
    Then the answer is 200
    And the body contains "Hostname: whoami-"
