@http @health
Feature: Servers are asked for their health
  A server whose check fails gets no requests until a check succeeds. Checks are for servers outside of the cluster: those
  of files, and Services of type ExternalName. The pods of other Services have probes of their own.

  Background:
    Given the manifests "canary/apps"

  Rule: A server that is down gets nothing, and comes back when it is up

    Background:
      Given the file "checked.yml":
        """yaml
        http:
          routers:
            checked: { rule: Host(`checked.xinn.cc`), service: checked, entryPoints: [web] }
          services:
            checked:
              loadBalancer:
                healthCheck: { path: /, interval: 20ms, timeout: 5s }
                servers:
                  - url: http://{address of appv1}
                  - url: http://{address of appv2}
        """
      And the flag "--providers.file.filename=checked.yml"

    Scenario Outline: One that <fails>
      Given appv1 <fails>
      When a health check finds appv1 down
      And a client requests http://checked.xinn.cc/ 10 times
      Then appv2 answered every request
      When appv1 is healthy again
      And a health check finds appv1 up
      And a client requests http://checked.xinn.cc/ 10 times
      Then the answers come from:
        | service | answers |
        | appv1   | 5       |
        | appv2   | 5       |

      Examples:
        | fails                   |
        | answers with status 500 |
        | refuses connections     |

    Example: One that does not answer in time
      Given appv1 hangs
      When in the file "checked.yml" "timeout: 5s" becomes "timeout: 300ms"
      And a health check finds appv1 down
      And a client requests http://checked.xinn.cc/ 10 times
      Then appv2 answered every request

    Example: Without a server that is up the proxy answers itself, and the API shows who is down
      Given appv1 answers with status 500
      And appv2 answers with status 500
      When a health check finds appv1 down
      And a health check finds appv2 down
      And a client requests http://checked.xinn.cc/
      Then the answer is 503
      And the body is "no available server"
      When a client requests http://localhost/api/http/services/checked@file from entry point "traefik"
      Then the JSON has:
        | path           | value      |
        | serverStatus.* | DOWN, DOWN |

  Rule: A parent that heeds health leaves out a child without a server that is up

    Scenario Outline: <kind>
      Given the file "parents.yml":
        """yaml
        http:
          routers:
            parent: { rule: Host(`parent.xinn.cc`), service: parent, entryPoints: [web] }
          services:
            parent: { <parent> }
            v1:
              loadBalancer:
                healthCheck: { path: /, interval: 20ms }
                servers: [{ url: "http://{address of appv1}" }]
            v2:
              loadBalancer:
                healthCheck: { path: /, interval: 20ms }
                servers: [{ url: "http://{address of appv2}" }]
        """
      And the flag "--providers.file.filename=parents.yml"
      And appv1 answers with status 500
      When a health check finds appv1 down
      And a client requests http://parent.xinn.cc/ 10 times
      Then appv2 answered every request

      Examples:
        | kind                  | parent                                                                                         |
        | a weighted service    | weighted: { healthCheck: {}, services: [{ name: v1, weight: 9 }, { name: v2 }] }               |
        | a failover service    | failover: { healthCheck: {}, service: v1, fallback: v2 }                                       |
        | rendezvous hashing    | highestRandomWeight: { healthCheck: {}, services: [{ name: v1, weight: 99 }, { name: v2, weight: 1 }] } |

  Rule: Of the Services in the cluster only those of type ExternalName are checked

    Example: An ExternalName Service
      Given the flag "--providers.kubernetescrd.allowexternalnameservices=true"
      And this manifest:
        """yaml
        apiVersion: v1
        kind: Service
        metadata: { name: outside, namespace: test-pod }
        spec: { type: ExternalName, externalName: {host of appv1} }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: outside, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`outside.xinn.cc`)
              kind: Rule
              services:
                - { name: outside, port: {port of appv1}, healthCheck: { path: /health, interval: 20ms } }
        """
      And appv1 answers with status 500
      When a health check finds appv1 down
      And a client requests http://outside.xinn.cc/
      Then the answer is 503
      When appv1 is healthy again
      And a health check finds appv1 up
      And a client requests http://outside.xinn.cc/
      Then the answer is 200

    Example: Any other is a finding, and its route is not served
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: inside, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`inside.xinn.cc`)
              kind: Rule
              services:
                - { name: appv1, port: 80, healthCheck: { path: /health } }
        """
      And a client requests http://inside.xinn.cc/
      Then the answer is 404
      And there is one finding:
        | field    | value                                                                |
        | severity | error                                                                |
        | at       | scenario.yaml:10:49                                                  |
        | message  | healthCheck allowed only for ExternalName services: test-pod/appv1   |
