@http @kubernetes
Feature: Each controller takes only the routes of its ingress class
  Two proxies watch one cluster. Each is told a class; a route says its class by annotation.

  Background:
    Given the manifests "controllers/app"
    And a controller "traefik-in" with the flag "--providers.kubernetescrd.ingressclass=traefik-in"
    And a controller "traefik-other" with the flag "--providers.kubernetescrd.ingressclass=traefik-other"
    And the manifests "controllers/by-annotation"

  Scenario Outline: <controller> answers <status>
    When a client requests http://internal.xinn.cc/ from controller "<controller>"
    Then the answer is <status>

    Examples:
      | controller    | status |
      | traefik-in    | 200    |
      | traefik-other | 404    |

  Example: A controller without a class leaves routes with a class alone
    When a client requests http://internal.xinn.cc/ from controller "traefik"
    Then the answer is 404

  @differs @in-process
  Example: A changed annotation moves the route while traffic runs
    Given 200 requests a second to http://internal.xinn.cc/ that try the controllers "traefik-in" and "traefik-other" in turn
    When the IngressRoute "internal" gets the annotation "kubernetes.io/ingress.class=traefik-other"
    And 100 more requests have been answered
    And the traffic ends
    Then no request failed
    And the last 50 requests were answered through controller "traefik-other"
