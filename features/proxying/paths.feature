@http
Feature: A path is cleaned before it is matched and passed on
  Otherwise a path such as /public/../admin would match the route of /public and reach /admin.

  Scenario Outline: <sent> is <passed on>
    Given the manifests "controllers/app"
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
    When a client requests http://app.xinn.cc<sent>
    Then the answer is 200
    And the body contains "GET <passed on> HTTP/1.1"

    Examples:
      | sent        | passed on  |
      | /a/../b     | /b         |
      | /a/../../b  | /b         |
      | //a///b/    | /a/b/      |
      | /a/./b/.    | /a/b       |
      | /a/%2E%2E/b | /b         |
      | /a/..%2Fb   | /a/..%2Fb  |
      | /%41%7e     | /A~        |
      | /a?x=1;y=2  | /a?x=1&y=2 |

  Example: The route is chosen by the cleaned path
    Given the manifests "controllers/app"
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
          - match: Host(`app.xinn.cc`) && PathPrefix(`/public`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
      """
    When a client requests http://app.xinn.cc/public/../admin
    Then the answer is 404
