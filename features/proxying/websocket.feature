@http
Feature: A WebSocket passes through the proxy
  After the handshake the proxy hands bytes on both ways.

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

  Example: What is sent comes back
    When a WebSocket client sends "hello" to http://app.xinn.cc/echo
    Then it reads "hello"

  Example: A plain request for a WebSocket is refused by the backend
    When a client requests http://app.xinn.cc/echo
    Then the answer is 400
    And whoami received 1 request
