@http @kubernetes
Feature: A route with neither class nor label follows Traefik's rule
  Without a class asked for, a controller takes routes without a class and those of class traefik. With one asked for, it
  takes exactly that class.

  Background:
    Given the manifests "controllers/app"
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: plain
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`plain.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
      """

  Scenario Outline: A controller with <flag> answers <status>
    Given a controller "other" with the flag "<flag>"
    When a client requests http://plain.xinn.cc/ from controller "other"
    Then the answer is <status>

    Examples:
      | flag                                                        | status |
      | --providers.kubernetescrd.ingressclass=                     | 200    |
      | --providers.kubernetescrd.ingressclass=traefik              | 404    |
      | --providers.kubernetescrd.ingressclass=traefik-in           | 404    |
      | --providers.kubernetescrd.labelselector=ingressclass=traefik-out | 404    |
