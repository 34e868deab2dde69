@http @simulation
Feature: Backends take their time, queue, fail and recover
  Pods work on so many requests at a time; what comes beside waits, and where the queue is full it is answered 503.

  Background:
    Given the manifests "canary"
    And backend appv1 answers in 20 ms

  Rule: What waits is what queueing theory says

    Example: A pod that is busy half of the time lets requests wait as long as it works
      Given backend appv1 answers in exponential(20ms) with 1 at a time
      And backend appv2 answers in 1 ms
      And what begins in the first 10 seconds does not count
      When 25 requests per second arrive at http://wrr.xinn.cc/ for 10 minutes
      And at second 0 the weight of appv2 becomes 0
      Then appv1 is busy between 47 % and 53 % of the time
      And the mean latency stays below 45 ms
      And the mean latency is above 35 ms

    Example: Bursts wait where an even stream does not
      Given backend appv2 answers in 20 ms with 10 at a time
      And backend appv1 answers in 20 ms with 10 at a time
      When 100 requests per second arrive evenly at http://wrr.xinn.cc/ for 20 seconds
      And 100 requests per second arrive at http://wrr.xinn.cc/ in bursts of 100 for 10 seconds
      Then no more than 70 requests wait for appv1
      And the p99 latency is above 100 ms
      And from second 12 on the p99 latency stays below 21 ms

  Rule: Pods die, slow down and come back

    Example: A slow pod and a new one
      Given backend appv2 answers in 20 ms
      And a new pod of backend appv2 takes 10 times as long at first, and 10 seconds to warm up
      When 100 requests per second arrive evenly at http://wrr.xinn.cc/ for 1 minute
      And at second 10 appv1 takes 5 times as long
      And at second 20 appv1 takes 1 times as long
      And at second 30 appv2 is rolled out, each pod in 5 seconds
      Then no request fails
      And the p90 latency is above 95 ms
      And the max latency is above 190 ms
      And from second 46 on the p95 latency stays below 21 ms

    Example: A backend that fails, then refuses, then is well again
      Given backend appv2 answers in 20 ms
      When 100 requests per second arrive evenly at http://wrr.xinn.cc/ for 1 minute
      And at second 10 appv2 begins to fail 50 % of its requests
      And at second 20 appv2 begins to fail 0 % of its requests
      And at second 30 appv2 refuses connections
      And at second 40 appv2 accepts connections again
      Then between 5.4 % and 7.1 % of requests fail
      And from second 41 on fewer than 0.001 % of requests fail

    # Traefik has no route for a service without a pod.
    Example: The only pod that dies is missed until its Deployment has put another in its place
      Given backend appv2 answers in 20 ms
      When 100 requests per second arrive evenly at http://wrr.xinn.cc/ for 1 minute
      And at second 30 a pod of appv1 dies
      Then between 8.3 % and 8.4 % of requests end with 404
      And from second 36 on fewer than 0.001 % of requests fail
