@http @faults
Feature: An answer that breaks off never looks complete
  A backend that breaks off in the middle of its answer breaks the client's connection too: what was cut must not pass
  for the whole.

  Background:
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

  Example: The client sees the connection break
    Given whoami breaks off in the middle of its answers
    When a client requests http://app.xinn.cc/
    Then the client sees a broken connection

  Example: The next request is none the worse for it
    Given whoami breaks off in the middle of its answers
    When a client requests http://app.xinn.cc/
    And whoami is healthy again
    And a client requests http://app.xinn.cc/
    Then the answer is 200
