@tcp @health
Feature: Servers of TCP routes are checked, too
  A check connects; it may also say something and expect an answer.

  Background:
    Given the manifests "canary/apps"
    And the file "checked.yml":
      """yaml
      tcp:
        routers:
          checked: { rule: HostSNI(`*`), service: checked, entryPoints: [mongo] }
        services:
          checked:
            loadBalancer:
              healthCheck: { interval: 20ms, send: "GET / HTTP/1.1\r\nHost: checked\r\n\r\n", expect: HTTP/1.1 200 }
              servers:
                - address: "{address of appv1}"
                - address: "{address of appv2}"
      """
    And the flag "--providers.file.filename=checked.yml"

  Scenario Outline: A server that <fails> gets no connections
    Given appv1 <fails>
    When a health check finds appv1 down
    And a client requests http://anything.xinn.cc/ from entry point "mongo"
    Then appv2 answered every request
    When a client requests http://anything.xinn.cc/ from entry point "mongo"
    Then appv2 answered every request
    When appv1 is healthy again
    And appv2 refuses connections
    And a health check finds appv1 up
    And a health check finds appv2 down
    And a client requests http://anything.xinn.cc/ from entry point "mongo"
    Then appv1 answered every request

    Examples:
      | fails                   |
      | refuses connections     |
      | answers with status 500 |
