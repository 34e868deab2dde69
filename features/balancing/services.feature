@http @balancing
Feature: A service chooses as its manifest says
  Besides weights there are cookies that bind a client, hashes of its address, and a service that steps in for another.

  Background:
    Given the manifests "canary/apps"

  Rule: A cookie leads a client back to the service that answered it first

    Background:
      Given the manifests "balancing/cookie"

    Example: Whoever brings no cookie is balanced by weight
      When a client requests http://cookie.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |

    Example: A cookie that means nothing is balanced as well, and replaced
      When a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=nonsense"
      Then the answer is 200
      And appv1 answered every request
      And the header "set-cookie" is "bound=f2933ba0dbc061d0; Path=/; HttpOnly"

    Example: The cookie of the lighter service leads to it
      When a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=5839ce8cb6927069"
      And a client sends GET http://cookie.xinn.cc/ with the header "Cookie: bound=5839ce8cb6927069"
      Then appv2 answered every request

  Rule: Rendezvous hashing keeps a client's address with one service

    Example: All requests of one client go to one service
      Given the manifests "balancing/hash"
      When a client requests http://hash.xinn.cc/ 20 times
      Then appv2 answered every request

  Rule: A fallback answers for a service that fails

    Background:
      Given the manifests "balancing/failover"

    Example: While the service answers well, the fallback gets nothing
      When a client requests http://failover.xinn.cc/ 10 times
      Then appv1 answered every request
      And appv2 received 0 requests

    Example: An answer of a listed status never reaches the client
      Given appv1 answers with status 503
      When a client requests http://failover.xinn.cc/ 10 times
      Then every answer is 200
      And appv2 answered every request

    Example: An answer of another status does
      Given appv1 answers with status 404
      When a client requests http://failover.xinn.cc/ 10 times
      Then every answer is 404
