@http
Feature: Bodies of any size pass through
  The proxy streams: it keeps no more of a body than it must.

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

  Example: A download of 20 MB
    When a client requests http://app.xinn.cc/data?size=20&unit=MB
    Then the answer is 200
    And the body has 20,971,520 bytes

  Example: An upload of 20 MB
    When a client sends POST http://app.xinn.cc/ with a body of 20,000,000 bytes
    Then the answer is 200
    And whoami received a body of 20,000,000 bytes
