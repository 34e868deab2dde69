@http @simulation
Feature: How long until a customer sees the version that one request in a hundred gets?
  Ten requests a second arrive. One proxy counts to a hundred; in a fleet each counts for itself.

  Background:
    Given the manifests "canary"
    And in the manifest "canary/routes" "weight: 3" becomes "weight: 99"
    And backend appv1 answers in 20 ms
    And backend appv2 answers in 20 ms

  Example: One proxy shows it within a hundred requests
    When 10 requests per second arrive for 5 minutes
    Then appv2 is first asked within 18 seconds
    And appv2 receives between 0.95 % and 1.05 %

  Example: In a fleet of 100 proxies nobody sees it for ten minutes: each counts to a hundred first
    Given 100 proxies share the traffic
    When 10 requests per second arrive for 20 minutes
    Then appv2 is first asked within 17 minutes
