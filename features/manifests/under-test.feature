@http
Feature: Manifests are named once for all scenarios
  `ingress-lab test --manifests PATH` names the manifests that a run is to test.

  @manifests
  Example: What is under test is applied, and found by name
    Given the manifests under test
    And the manifests "apps"
    When a client requests http://wrr.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 3       |
      | appv2   | 1       |

  @manifests
  Example: A repository holds its manifests to be right
    When the manifests under test are checked
    Then the check finds nothing
