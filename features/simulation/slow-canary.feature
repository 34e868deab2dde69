@http @simulation
Feature: What does a 1 % canary that takes three times as long do to the p99?
  appv1 takes 20 ms, one request in a hundred 80 ms; appv2 three times as long.

  Background:
    Given the manifests "canary"
    And in the manifest "canary/routes" "weight: 3" becomes "weight: 99"
    And backend appv1 answers in lognormal(20ms, p99 80ms)
    And backend appv2 answers in lognormal(60ms, p99 240ms)

  Example: The p99 of everybody hardly moves, and that of the canary tells at once
    When 200 requests per second arrive for 4 minutes
    And at second 0 the weight of appv2 becomes 0
    And at minute 2 the weight of appv2 becomes 1
    Then no request fails
    And the p99 latency stays below 90 ms
    And the p90 latency of appv2 is above 80 ms
    And from minute 2 on appv2 receives between 0.99 % and 1.01 %

  Example: Over all weights it is the p99.9 that moves first
    When 200 requests per second arrive for 3 minutes
    Then the p99 latency stays below 95 ms
    And the p99.9 latency is above 120 ms
