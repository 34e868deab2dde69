@kubernetes @http
Feature: A reference to something that is not there is found where it is written
  A route that names a Service, a port, a TraefikService or a Middleware that does not exist is not in force: its
  requests get 404, as with Traefik. The other routes of the same manifest go on working.

  Scenario Outline: <fault>
    Given the manifests "canary"
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: faulty
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`faulty.xinn.cc`)
            kind: Rule
            middlewares: [<middleware>]
            services: [{ <service> }]
          - match: Host(`sound.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    And a client requests http://faulty.xinn.cc/
    Then the answer is 404
    And there is one finding:
      | field    | value     |
      | severity | error     |
      | code     | <code>    |
      | at       | <at>      |
      | message  | <message> |
      | advice   | <advice>  |
    When a client requests http://sound.xinn.cc/
    Then the answer is 200
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200

    Examples:
      | fault                              | service                            | middleware      | code                   | at                  | message                                                    | advice                                                             |
      | A Service that does not exist      | name: appv3, port: 80              |                 | service-not-found      | scenario.yaml:12:26 | kubernetes service not found: test-pod/appv3               | add a Service "appv3" in namespace "test-pod", or correct the name |
      | A port that the Service lacks      | name: appv1, port: 8080            |                 | service-port-not-found | scenario.yaml:12:39 | service port not found: 8080                               | the Service has the ports 80 (http)                                |
      | The name of the container's port   | name: appv1, port: portv1          |                 | service-port-not-found | scenario.yaml:12:39 | service port not found: portv1                             | the Service has the ports 80 (http)                                |
      | No port at all                     | name: appv1                        |                 | service-port-missing   | scenario.yaml:12:18 | ingressRoute service port not defined                      | the Service has the ports 80 (http)                                |
      | A TraefikService that is not there | name: app-wr, kind: TraefikService |                 | service-not-found      | scenario.yaml:12:26 | the service "test-pod-app-wr@kubernetescrd" does not exist | apply a TraefikService of that name in that namespace              |
      | A Middleware that is not there     | name: appv1, port: 80              | { name: strip } | middleware-not-found   | scenario.yaml:11:29 | middleware "test-pod-strip@kubernetescrd" does not exist   | apply a Middleware of that name in that namespace                  |

  Rule: A weighted service of which a part is missing is missing as a whole

    Scenario Outline: Two that are there and one that is not, <as>
      Given the manifests "canary"
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: TraefikService
        metadata:
          name: three
          namespace: test-pod
        spec:
          weighted:
            services:
              - { name: appv1, port: 80 }
              - { name: appv3, port: 80 }
              - { name: appv2, port: 80 }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: three
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`three.xinn.cc`)
              kind: Rule
              services: [<services>]
        """
      And a client requests http://three.xinn.cc/ 6 times
      Then every answer is 404

      Examples:
        | as                  | services                                                                        |
        | in a TraefikService | { name: three, kind: TraefikService }                                           |
        | in a route          | { name: appv1, port: 80 }, { name: appv3, port: 80 }, { name: appv2, port: 80 } |
