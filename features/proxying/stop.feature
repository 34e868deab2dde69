@http @reload
Feature: A proxy that stops answers what it has begun
  On its way out a controller accepts no new connections, and gives requests in flight the entry point's grace time.

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

  Example: A request within the grace time is answered
    Given the flag "--entrypoints.web.transport.lifecycle.gracetimeout=5s"
    And whoami answers 300 ms late
    And a request to http://app.xinn.cc/ that whoami is working on
    When the controller stops
    And the request has ended
    Then the answer is 200

  Example: A request that takes longer is broken off
    Given the flag "--entrypoints.web.transport.lifecycle.gracetimeout=50ms"
    And whoami answers 5 s late
    And a request to http://app.xinn.cc/ that whoami is working on
    When the controller stops
    And the request has ended
    Then the client sees a broken connection

  Example: Nobody new is let in
    When the controller stops
    And a client requests http://app.xinn.cc/
    Then the client cannot connect
