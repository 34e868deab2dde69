@containers
Feature: Proxy and pods in one network, traffic as ever
  No relay stands between them: who answered is read from the proxy's access log, and what a mirror got from nginx's own.

  Background:
    Given the proxy runs in a container beside its backends

  @http @balancing
  Example: Three requests in four go to appv1, and one to appv2
    Given the manifests "canary/apps"
    And the manifests "canary/routes"
    When the client in the network requests http://wrr.xinn.cc/ 8 times
    Then the answers come from:
      | service | answers |
      | appv1   | 6       |
      | appv2   | 2       |
    When a client requests http://wrr.xinn.cc/ 100 times over 4 connections
    Then appv1 answered 75 % of the requests

  @http @balancing
  Example: Replicas are told apart
    Given the manifests "controllers/app"
    And whoami is scaled to 3 replicas
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: whoami, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`app.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
      """
    When a client requests http://app.xinn.cc/ 30 times
    Then the pods of whoami answered 10 requests each

  @http @mirroring
  Example: A mirror gets its share, as its own access log says
    Given the manifests "mirroring"
    When a client requests http://mirror.xinn.cc/ 4 times
    Then v1 answered every request
    And the log of v1 has 4 lines with "GET / HTTP/1.1"
    And the log of v2 has 2 lines with "GET / HTTP/1.1"

  @udp
  Example: All datagrams of one client reach one pod
    Given the manifests "udp"
    When a UDP client sends "WHO" 5 times to entry point "udpep"
    Then every datagram was answered
    And one pod answered every datagram
    When the UDP client in the network sends "WHO" 5 times to entry point "udpep"
    Then every datagram was answered
    And one pod answered every datagram

  @udp
  Example: New UDP clients go round the pods
    Given the manifests "udp"
    When 6 UDP clients each send "WHO" to entry point "udpep" one after another
    Then the pods of whoamiudp took turns

  @http @faults
  Example: A pod that is killed is replaced, and found at its new address
    Given the manifests "canary/apps"
    And the manifests "canary/routes"
    And appv1 is killed
    When a client requests http://wrr.xinn.cc/ 4 times
    Then every answer is 200
    And the answers come from:
      | service | answers |
      | appv1   | 3       |
      | appv2   | 1       |
