@http @balancing @reload
Feature: The weight of a canary changes while traffic runs
  A new configuration is swapped in at once: requests in flight finish with the old one, the next uses the new one.

  Example: No request is lost
    Given the manifests "canary"
    And 200 requests a second to http://wrr.xinn.cc/
    When in the manifest "canary/routes" "weight: 3" becomes "weight: 0"
    And 100 more requests have been answered
    And the traffic ends
    Then no request failed
    And the last 50 requests were answered by appv2
