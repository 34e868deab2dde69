@http @simulation
Feature: Traffic comes as it does
  At a rate, from clients that wait for their answer, in a mix, or as an access log says that it came.

  Background:
    Given the manifests "canary"
    And backend appv1 answers in 50 ms
    And backend appv2 answers in 50 ms

  Example: Clients that wait and think ask no faster than they are answered
    When 100 clients with 2 s between requests ask http://wrr.xinn.cc/ for 1 minute
    Then between 2,850 and 2,950 requests are made
    And the max latency stays below 51 ms

  Example: A mix of requests has its shares
    When 250 requests per second arrive for 2 minutes at:
      | url                    | share |
      | http://wrr.xinn.cc/    | 90 %  |
      | http://nobody.xinn.cc/ | 10 %  |
    Then between 9 % and 11 % of requests end with 404

  Example: An access log is replayed at its own times
    Given the file "access.log":
      """
      198.51.100.7 - - [10/Oct/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 12
      198.51.100.8 - - [10/Oct/2026:12:00:00 +0000] "GET /cart HTTP/1.1" 200 12
      198.51.100.7 - - [10/Oct/2026:12:00:30 +0000] "POST /cart HTTP/1.1" 200 12
      198.51.100.9 - - [10/Oct/2026:12:01:30 +0000] "GET / HTTP/1.1" 200 12
      """
    When the access log "access.log" of wrr.xinn.cc is replayed for 1 minute
    Then between 3 and 3 requests are made
    And no request fails
