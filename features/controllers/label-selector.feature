@http @kubernetes
Feature: Each controller takes only the routes that its label selector picks
  Two proxies watch one cluster. Each is told a Kubernetes label selector; a route carries labels.

  Background:
    Given the manifests "controllers/app"
    And a controller "traefik-out" with the flag "--providers.kubernetescrd.labelselector=ingressclass=traefik-out"
    And a controller "traefik-not" with the flag "--providers.kubernetescrd.labelselector=ingressclass!=traefik-out"
    And the manifests "controllers/by-label"

  Scenario Outline: <controller> answers <status>
    When a client requests http://external.xinn.cc/ from controller "<controller>"
    Then the answer is <status>

    Examples:
      | controller  | status |
      | traefik-out | 200    |
      | traefik-not | 404    |

  Example: A controller without a selector takes routes whatever their labels
    When a client requests http://external.xinn.cc/ from controller "traefik"
    Then the answer is 200

  @differs @in-process
  Example: A changed label moves the route while traffic runs
    Given 200 requests a second to http://external.xinn.cc/ that try the controllers "traefik-out" and "traefik-not" in turn
    When the IngressRoute "external" gets the label "ingressclass=traefik-not"
    And 100 more requests have been answered
    And the traffic ends
    Then no request failed
    And the last 50 requests were answered through controller "traefik-not"

  Example: A TraefikService without the label is not there for the route that names it
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: TraefikService
      metadata: { name: unlabelled, namespace: test-pod }
      spec: { weighted: { services: [{ name: whoami, port: 80 }] } }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: indirect, namespace: test-pod, labels: { ingressclass: traefik-out } }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`indirect.xinn.cc`)
            kind: Rule
            services: [{ name: unlabelled, kind: TraefikService }]
      """
    And a client requests http://indirect.xinn.cc/ from controller "traefik-out"
    Then the answer is 404
    When a client requests http://indirect.xinn.cc/ from controller "traefik"
    Then the answer is 200

  Rule: Selectors are Kubernetes' own

    Scenario Outline: <selector> on a route labelled ingressclass=traefik-out: <status>
      Given a controller "selecting" with the flag "--providers.kubernetescrd.labelselector=<selector>"
      When a client requests http://external.xinn.cc/ from controller "selecting"
      Then the answer is <status>

      Examples:
        | selector                               | status |
        | ingressclass==traefik-out              | 200    |
        | ingressclass!=traefik-in               | 200    |
        | ingressclass                           | 200    |
        | !ingressclass                          | 404    |
        | tier                                   | 404    |
        | ingressclass=traefik-out,tier!=db      | 200    |
