@http @balancing
Feature: A canary takes exactly its share of the traffic
  A TraefikService of kind weighted shares requests among services by weight. The share is exact, not approximate:
  over any number of requests that the weights divide, each service gets precisely its part.

  Background:
    Given the manifests "canary"

  Rule: Weights are honoured exactly

    Example: Of the first four requests appv1 answers three and appv2 one
      When a client requests http://wrr.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |

    Example: The order is Traefik's
      When a client requests http://wrr.xinn.cc/ 12 times
      Then the answers come in the order "appv1 appv1 appv2 appv1 appv1 appv1 appv1 appv2 appv1 appv1 appv2 appv1"

    Example: The share is as exact over sixteen connections
      When a client requests http://wrr.xinn.cc/ 400 times over 16 connections
      Then the answers come from:
        | service | answers |
        | appv1   | 300     |
        | appv2   | 100     |

    Scenario Outline: Weights of <appv1> and <appv2> give appv1 <share> % of <requests> requests
      When in the manifest "canary/routes" "weight: 1" becomes "weight: <appv2>"
      And in the manifest "canary/routes" "weight: 3" becomes "weight: <appv1>"
      And a client requests http://wrr.xinn.cc/ <requests> times
      Then appv1 answered <share> % of the requests

      Examples:
        | appv1 | appv2 | requests | share |
        | 1     | 1     | 10       | 50    |
        | 9     | 1     | 10       | 90    |
        | 90    | 10    | 100      | 90    |
        | 80    | 20    | 100      | 80    |
        | 99    | 1     | 100      | 99    |

    Example: A weight of 0 gets nothing
      When in the manifest "canary/routes" "weight: 1" becomes "weight: 0"
      And a client requests http://wrr.xinn.cc/ 20 times
      Then appv1 answered every request

  Rule: The canary is seen for what it is

    Example: appv1 is whoami
      When a client requests http://wrr.xinn.cc/api
      Then the answer is 200
      And the header "content-type" is "application/json"

    Example: appv2 is nginx
      When a client requests http://wrr.xinn.cc/ 3 times
      Then the body contains "Welcome to nginx!"
