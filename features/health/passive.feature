@http @health
Feature: A server that fails gets nothing for a while
  A passive health check asks nobody: it watches the answers that clients get. A server that fails too often within the
  window is left out for as long.

  Background:
    Given the manifests "canary/apps"
    And the manifests "health/passive"

  Example: Servers that answer well take turns
    When a client requests http://passive.xinn.cc/ 10 times
    Then the answers come from:
      | service | answers |
      | appv1   | 5       |
      | appv2   | 5       |

  Scenario Outline: One that <fails> is asked once
    Given appv1 <fails>
    When a client requests http://passive.xinn.cc/ 10 times
    Then the answers come from:
      | service | answers |
      | appv1   | 1       |
      | appv2   | 9       |

    Examples:
      | fails                   |
      | answers with status 500 |

    @engine
    Examples:
      | fails               |
      | refuses connections |

  Example: One that answers 404 works well
    Given appv1 answers with status 404
    When a client requests http://passive.xinn.cc/ 10 times
    Then the answers come from:
      | service | answers |
      | appv1   | 5       |
      | appv2   | 5       |

  Example: Where all have failed the proxy answers itself
    Given appv1 answers with status 500
    And appv2 answers with status 500
    When a client requests http://passive.xinn.cc/ 2 times
    Then every answer is 500
    When a client requests http://passive.xinn.cc/
    Then the answer is 503
    And the body is "no available server"

  Example: When the window is over the server is asked again
    Given appv1 answers with status 500
    When in the manifest "health/passive" "failureWindow: 1h" becomes "failureWindow: 50ms"
    And a client requests http://passive.xinn.cc/ 2 times
    And appv1 is healthy again
    And 200 requests a second to http://passive.xinn.cc/
    And 20 more requests have been answered
    And the traffic ends
    And a client requests http://passive.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 2       |
      | appv2   | 2       |
