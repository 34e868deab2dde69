@http @mirroring @simulation
Feature: When does the mirror melt v2?
  v2 is sent copies of the requests of v1. It works on 4 at a time, 20 ms each: 200 a second, and not one more.

  Background:
    Given the manifests "mirroring"
    And backend v1 answers in exponential(20ms)
    And backend v2 answers in exponential(20ms) with 4 at a time and a queue of 100

  Example: Half of 300 requests a second it can do
    When 300 requests per second arrive for 5 minutes
    Then v2 receives between 44,000 and 46,000 copies
    And v2 is busy between 70 % and 80 % of the time
    And v2 fails between 0 % and 0.01 % of its requests

  Example: Of four fifths a sixth finds no place, and no client notices
    When 300 requests per second arrive for 5 minutes
    And at second 0 the mirror v2 gets 80 %
    Then v2 fails between 14 % and 19 % of its requests
    And no request fails
    And the p99 latency stays below 100 ms
