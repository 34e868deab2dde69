@tcp @tls @mongodb
Feature: MongoDB is reached by its name over TLS
  The proxy reads the server name in the ClientHello, ends TLS with the route's certificate and speaks plainly to the
  backend. A client without a certificate of its own is welcome.

  Background:
    Given the secret "traefik-mongo-certs" in namespace "test-pod" with a server certificate for mongo.local
    And the manifests "mongo/app"
    And the manifests "mongo-tls/server-tls"

  Example: A client without a certificate lists the databases
    When a MongoDB client with no certificate connects to mongo.local on entry point "mongo"
    Then it lists the databases "admin, config, local"

  Example: A plain client gets no answer
    When a plain MongoDB client tries mongo.local on entry point "mongo"
    Then it cannot connect
    And mongo-traefik received no byte

  Example: Another server name is refused, and no other route gets it
    When a MongoDB client with no certificate tries k8s.mongo.local on entry point "mongo"
    Then it cannot connect
    And mongo-traefik received no byte
