@http
Feature: Where a Service leads, and what its servers hear
  A Service stands for its pods, unless it says otherwise.

  Background:
    Given the manifests "canary/apps"

  Rule: The servers hear the Host that the client asked for, unless the route says otherwise

    Scenario Outline: passHostHeader <pass>
      Given this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: app, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`app.xinn.cc`)
              kind: Rule
              services: [{ name: appv1, port: 80, passHostHeader: <pass> }]
        """
      When a client requests http://app.xinn.cc/
      Then appv1 received the headers:
        | header           | value       |
        | Host             | <host>      |
        | X-Forwarded-Host | app.xinn.cc |

      Examples:
        | pass  | host            |
        | true  | app.xinn.cc     |
        | false | \\d+.\\d+.\\d+.\\d+:\\d+ |

  Rule: With nativeLB the Service's own address is the server

    @own-cluster
    Scenario Outline: nativeLB <native>: <workload> answers
      Given this manifest:
        """yaml
        apiVersion: v1
        kind: Service
        metadata: { name: own, namespace: test-pod }
        spec:
          clusterIP: {host of appv1}
          selector: { app: appv2 }
          ports: [{ port: {port of appv1}, targetPort: 80 }]
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: own, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`own.xinn.cc`)
              kind: Rule
              services: [{ name: own, port: {port of appv1}, nativeLB: <native> }]
        """
      When a client requests http://own.xinn.cc/
      Then <workload> answered every request

      Examples:
        | native | workload |
        | true   | appv1    |
        | false  | appv2    |

  Rule: A Service of type ExternalName leads out of the cluster, where that is allowed

    Example: It is allowed
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
              services: [{ name: outside, port: {port of appv1} }]
        """
      When a client requests http://outside.xinn.cc/
      Then appv1 answered every request

    Example: It is not
      When this manifest is applied:
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
              services: [{ name: outside, port: {port of appv1} }]
        """
      And a client requests http://outside.xinn.cc/
      Then the answer is 404
      And appv1 received 0 requests
      And there is one finding:
        | field    | value                                                     |
        | severity | error                                                     |
        | code     | external-name-not-allowed                                 |
        | at       | scenario.yaml:14:26                                       |
        | advice   | --providers.kubernetescrd.allowexternalnameservices=true  |
