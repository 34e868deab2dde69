@tcp @mongodb
Feature: MongoDB is reached through a TCP entry point
  Without TLS there is no server name to route by, so the route matches every connection: HostSNI(`*`).

  Background:
    Given the manifests "mongo"

  Example: The driver lists the databases
    When a MongoDB client connects to mongo.local on entry point "mongo"
    Then it lists the databases "admin, config, local"

  Example: What is written is read again
    When a MongoDB client inserts "{ \"title\": \"Metropolis\" }" into "library.films" through entry point "mongo"
    Then it reads "Metropolis"

  @live @mongosh
  Example: mongosh lists the databases
    When mongosh runs "show dbs" against mongo.local on entry point "mongo"
    Then it lists the databases "admin, config, local"
