@tcp @tls @mongodb
Feature: Only clients with a certificate of our authority reach MongoDB
  A TLSOption that requires and verifies client certificates makes TLS mutual. Who cannot show a good one is refused
  with a TLS alert, before the backend sees a byte.

  Background:
    Given the secret "traefik-mongo-certs" in namespace "test-pod" with a server certificate for mongo.local
    And the manifests "mongo/app"
    And the manifests "mongo-tls/mutual-tls"

  Rule: A good certificate opens the door

    Scenario Outline: <protocol> is accepted
      When a client with a good certificate opens <protocol> to mongo.local on entry point "mongo"
      Then the TLS connection is accepted
      And mongo-traefik received 1 request

      Examples:
        | protocol |
        | TLS      |
        | TLS 1.2  |

    Example: The driver lists the databases
      When a MongoDB client with a good certificate connects to mongo.local on entry point "mongo"
      Then it lists the databases "admin, config, local"

    @live @mongosh
    Example: mongosh lists the databases
      When mongosh with a good certificate runs "show dbs" against mongo.local on entry point "mongo"
      Then it lists the databases "admin, config, local"

  Rule: Anything else is refused with an alert

    Scenario Outline: <certificate> over TLS 1.3: alert <alert>
      When a client with <certificate> opens TLS to mongo.local on entry point "mongo"
      Then the TLS connection is refused with alert <alert>
      And mongo-traefik received no byte

      Examples:
        | certificate                  | alert |
        | no certificate               | 116   |
        | an otherAuthority certificate | 48    |
        | a selfSigned certificate     | 48    |
        | an expired certificate       | 45    |
        | a notYetValid certificate    | 45    |
        | a serverOnly certificate     | 42    |

    Scenario Outline: <certificate> over TLS 1.2: alert <alert>
      When a client with <certificate> opens TLS 1.2 to mongo.local on entry point "mongo"
      Then the TLS connection is refused with alert <alert>
      And mongo-traefik received no byte

      Examples:
        | certificate                  | alert |
        | no certificate               | 40    |
        | an otherAuthority certificate | 48    |
        | an expired certificate       | 45    |
        | a serverOnly certificate     | 42    |

    Example: The driver cannot connect without a certificate
      When a MongoDB client with no certificate tries mongo.local on entry point "mongo"
      Then it cannot connect
      And mongo-traefik received no byte

    Example: Nor with another server name
      When a MongoDB client with a good certificate tries k8s.mongo.local on entry point "mongo"
      Then it cannot connect
      And mongo-traefik received no byte
