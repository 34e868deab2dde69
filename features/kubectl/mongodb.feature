@tcp @tls @mongodb @live @kubectl @own-cluster
Feature: The MongoDB walkthrough, typed into kubectl

  Background:
    Given a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl apply -n test-pod -f manifests/mongo/app.yaml
      deployment.apps/mongo-traefik created
      service/mongo-traefik created
      $ kubectl rollout status deployment/mongo-traefik -n test-pod
      ...
      deployment "mongo-traefik" successfully rolled out
      """

  Example: Plain TCP reaches the database
    Given a terminal shows:
      """console
      $ kubectl apply -n test-pod -f manifests/mongo/route.yaml
      ingressroutetcp.traefik.io/mongo-traefik-tcp created
      $ kubectl get ingressroutetcps -n test-pod
      NAME                AGE
      mongo-traefik-tcp   <age>
      """
    When a MongoDB client connects to mongo.local on entry point "mongo"
    Then it lists the databases "admin, config, local"

  Rule: Mutual TLS by a secret that kubectl made of files

    Background:
      Given the certificates of mongo.local as files
      And a terminal shows:
        """console
        $ kubectl create secret generic traefik-mongo-certs -n test-pod --from-file=tls.crt=tls.crt --from-file=tls.key=tls.key --from-file=ca.crt=ca.crt
        secret/traefik-mongo-certs created
        $ kubectl get secret traefik-mongo-certs -n test-pod
        NAME                  TYPE     DATA   AGE
        traefik-mongo-certs   Opaque   3      <age>
        $ kubectl apply -n test-pod -f manifests/mongo-tls/mutual-tls.yaml
        tlsoption.traefik.io/mongo-mutual-tls created
        ingressroutetcp.traefik.io/mongo-traefik-tls created
        $ kubectl get tlsoptions -n test-pod
        NAME               AGE
        mongo-mutual-tls   <age>
        """

    Example: With a certificate of the authority a client is let in
      When a MongoDB client with a good certificate connects to mongo.local on entry point "mongo"
      Then it lists the databases "admin, config, local"

    Example: Without one it is refused, and the database sees no byte
      When a client with no certificate opens TLS to mongo.local on entry point "mongo"
      Then the TLS connection is refused with alert 116
      And mongo-traefik received no byte
