@tcp @tls
Feature: PostgreSQL clients get TLS when they ask for it
  A client of PostgreSQL asks in clear whether it may begin TLS. The proxy says yes where a route wants TLS, and then routes
  by server name as ever. Behind it stands MongoDB here: the proxy does not look at what is said in TLS.

  Background:
    Given the manifests "mongo/app"
    And the secret "traefik-mongo-certs" in namespace "test-pod" with a server certificate for mongo.local
    And the manifests "mongo-tls/server-tls"

  Example: Its server name leads to a server
    When a PostgreSQL client opens TLS to mongo.local on entry point "mongo"
    Then the TLS connection uses:
      | what        | value       |
      | version     | 1.3         |
      | certificate | mongo.local |

  Example: A client that begins with TLS is served as well
    When a client with no certificate opens TLS to mongo.local on entry point "mongo"
    Then the TLS connection is accepted
