@http @mirroring
Feature: A mirror gets its share of the traffic, and nobody notices
  A TraefikService of kind mirroring answers from the main service and sends a share of the requests to mirrors too.

  Background:
    Given the manifests "mirroring"

  Rule: The share is exact and begins with the first request

    Example: Of four requests v1 answers all and v2 sees two
      When a client requests http://mirror.xinn.cc/ 4 times
      Then v1 answered every request
      And v1 received 4 requests
      And the log of v1 has 4 lines with "GET / HTTP/1.1"
      And the log of v2 has 2 lines with "GET / HTTP/1.1"

    Example: The first of every two requests is mirrored
      When a client requests http://mirror.xinn.cc/ 9 times
      Then v2 received the requests 1, 3, 5, 7 and 9

    Scenario Outline: <percent> % of 20 requests is <mirrored>
      When in the manifest "mirroring/routes" "percent: 50" becomes "percent: <percent>"
      And a client requests http://mirror.xinn.cc/ 20 times
      Then v2 received <mirrored> requests

      Examples:
        | percent | mirrored |
        | 0       | 0        |
        | 10      | 2        |
        | 33      | 7        |
        | 100     | 20       |

  Rule: Applying what is there already changes nothing

    Example: Every object is unchanged
      When the manifests "mirroring/routes" are applied
      Then every object is unchanged

    Example: A change of one object leaves the others unchanged
      When in the manifest "mirroring/routes" "percent: 50" becomes "percent: 60"
      Then the outcome of applying is:
        | object                                    | outcome    |
        | TraefikService test-pod/app-mirror        | configured |
        | IngressRoute test-pod/mirror-ingress-route | unchanged  |
