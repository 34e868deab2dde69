@http @tls
Feature: Servers speak TLS, too
  A Service on port 443 is spoken to over TLS. Whom the proxy trusts there, and which certificate it shows, is in a
  ServersTransport.

  Background:
    Given the secret "inner" in namespace "test-pod" with a server certificate for inner.test
    And the manifests "secure/app"

  Rule: A server is trusted by its name and its authority

    Background:
      Given the manifests "secure/transport"

    Example: Both as the transport says
      When a client requests http://inner.xinn.cc/
      Then the answer is 200
      And inner answered every request

    Scenario Outline: Not if <reason>
      When in the manifest "secure/transport" "<from>" becomes "<to>"
      And a client requests http://inner.xinn.cc/
      Then the answer is 500
      And inner received 0 requests

      Examples:
        | reason                           | from                                 | to                       |
        | its certificate is for another   | serverName: inner.test               | serverName: other.test   |
        | no name is said but the address  | serverName: inner.test               | maxIdleConnsPerHost: 10  |
        | its authority is not among those | rootCAs:\n    - secret: inner        | maxIdleConnsPerHost: 10  |

    Example: Any is trusted where the transport says so
      When in the manifest "secure/transport" "serverName: inner.test" becomes "insecureSkipVerify: true"
      And a client requests http://inner.xinn.cc/
      Then the answer is 200

    Example: Without a transport only public authorities are trusted
      When in the manifest "secure/transport" "serversTransport: inner" becomes "scheme: https"
      And a client requests http://inner.xinn.cc/
      Then the answer is 500

  Rule: The server chooses the protocol

    Background:
      Given the manifests "secure/transport"

    Example: HTTP/2, if it can
      When a client requests http://inner.xinn.cc/ 3 times
      Then every answer is 200
      And the log of inner has 3 lines with "GET / HTTP/2.0"

    Example: HTTP/1.1, if the transport offers no other
      When in the manifest "secure/transport" "serverName: inner.test" becomes "serverName: inner.test\n  disableHTTP2: true"
      And a client requests http://inner.xinn.cc/ 3 times
      Then every answer is 200
      And the log of inner has 3 lines with "GET / HTTP/1.1"

  Rule: A server may want a certificate of the proxy

    Background:
      Given the manifests "secure/transport"
      When in the manifest "secure/app" "--verbose" becomes "--cacert=/certs/ca.crt"

    Example: The transport has none
      When a client requests http://inner.xinn.cc/
      Then the answer is 502
      And inner received 0 requests

    Scenario Outline: The transport shows <certificate>: <status>
      Given the secret "proxy" in namespace "test-pod" with <certificate> of a client
      When in the manifest "secure/transport" "serverName: inner.test" becomes "serverName: inner.test\n  certificatesSecrets: [proxy]"
      And a client requests http://inner.xinn.cc/
      Then the answer is <status>

      Examples:
        | certificate        | status |
        | a good certificate | 200    |

      @differs
      Examples:
        | certificate                   | status |
        | an expired certificate        | 502    |
        | an otherAuthority certificate | 502    |
