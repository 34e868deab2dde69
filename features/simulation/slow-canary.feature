@http @simulation
Feature: What does a 1 % canary that takes three times as long do to the p99?
  appv2 gets one request in a hundred from minute 5 on, and takes three times as long as appv1.

  Background:
    Given the manifests "canary"
    And in the manifest "canary/routes" "weight: 3" becomes "weight: 99"
    And in the manifest "canary/routes" "weight: 1" becomes "weight: 0"
    And backend appv1 answers in lognormal(20ms, p99 80ms)
    And backend appv2 answers in lognormal(60ms, p99 240ms)

  Example: The p99 hardly moves, and whoever looks at the canary alone sees it
    When 200 requests per second arrive for 10 minutes
    And at minute 5 the weight of appv2 becomes 1
    Then no request fails
    And the p99 latency stays below 90 ms
    And the p99 latency of appv2 is above 200 ms
    And from minute 5 on appv2 receives between 0.99 % and 1.01 %
