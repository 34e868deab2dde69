@http @mirroring @simulation
Feature: When does the mirror melt v2?
  v2 is sent copies of the requests of v1. It works on 4 at a time, 20 ms each: 200 a second, and not one more.

  Background:
    Given the manifests "mirroring"
    And backend v1 answers in exponential(20ms)
    And backend v2 answers in 20 ms with 4 at a time and a queue of 100

  Example: Half of 300 requests a second it can do
    When 300 requests per second arrive for 1 minute
    Then v2 receives between 8,600 and 9,400 copies
    And v2 is busy between 71 % and 79 % of the time
    And v2 fails between 0 % and 0.01 % of its requests

  Example: Of four fifths a sixth finds no place, and no client notices
    When 300 requests per second arrive evenly at http://mirror.xinn.cc/ for 30 seconds
    And at second 0 the mirror v2 gets 80 %
    Then v2 fails between 15 % and 16 % of its requests
    And no request fails
    And the p99 latency stays below 105 ms
