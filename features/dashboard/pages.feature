@http @dashboard
Feature: The proxy has pages of its own
  They live on the entry point traefik, apart from everybody's traffic.

  @engine
  Scenario Outline: <path> answers <status>
    When a client requests http://localhost<path> from entry point "traefik"
    Then the answer is <status>
    And the header "content-type" is "<type>"
    And the body contains "<text>"

    Examples:
      | path         | status | type                      | text                         |
      | /ping        | 200    | text/plain; charset=utf-8 | OK                           |
      | /dashboard/  | 200    | text/html; charset=utf-8  | <title>ingress-lab dashboard |
      | /api/version | 200    | application/json          | Codename                     |

  @engine
  Example: The bare address leads to the dashboard
    When a client requests http://localhost/ from entry point "traefik"
    Then the answer is 302
    And the header "location" is "/dashboard/"

  Scenario Outline: <path> is not for the visitors of entry point web
    When a client requests http://localhost<path> from entry point "web"
    Then the answer is 404

    Examples:
      | path         |
      | /ping        |
      | /dashboard/  |
      | /api/version |
