@tcp
Feature: PROXY protocol tells a server who the client is
  The entry point "mongo" stands for a load balancer in front: it leads connections to the entry point "web", and names
  their clients in a PROXY header. "web" takes its word for that if it trusts it.

  Background:
    Given the manifests "canary/apps"
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: app, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`app.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
          - match: Host(`app.xinn.cc`) && ClientIP(`127.0.0.8/30`)
            kind: Rule
            services: [{ name: appv2, port: 80 }]
      """

  Rule: A neighbour that is trusted names its clients

    Background:
      Given the flags "--entrypoints.web.proxyprotocol.trustedips=127.0.0.1 --providers.kubernetescrd.allowexternalnameservices=true"

    Scenario Outline: By version <version>
      Given this manifest:
        """yaml
        apiVersion: v1
        kind: Service
        metadata: { name: inner, namespace: test-pod }
        spec: { type: ExternalName, externalName: {host of entry point web} }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: edge, namespace: test-pod }
        spec:
          entryPoints: [mongo]
          routes:
            - match: HostSNI(`*`)
              services:
                - { name: inner, port: {port of entry point web}, proxyProtocol: { version: <version> } }
        """
      When a client at 127.0.0.9 requests http://app.xinn.cc/ from entry point "mongo"
      Then appv2 answered every request
      And appv2 received the headers:
        | header          | value     |
        | X-Forwarded-For | 127.0.0.9 |
      When a client at 127.0.0.1 requests http://app.xinn.cc/ from entry point "mongo"
      Then appv1 answered every request

      Examples:
        | version |
        | 1       |
        | 2       |

    Example: Without a header the neighbour is the client
      When a client at 127.0.0.1 requests http://app.xinn.cc/
      Then appv1 answered every request
      And appv1 received the headers:
        | header          | value     |
        | X-Forwarded-For | 127.0.0.1 |

  Rule: To others its header is no beginning of a request

    Example: The neighbour is not trusted
      Given the flag "--providers.kubernetescrd.allowexternalnameservices=true"
      And this manifest:
        """yaml
        apiVersion: v1
        kind: Service
        metadata: { name: inner, namespace: test-pod }
        spec: { type: ExternalName, externalName: {host of entry point web} }
        ---
        apiVersion: traefik.io/v1alpha1
        kind: IngressRouteTCP
        metadata: { name: edge, namespace: test-pod }
        spec:
          entryPoints: [mongo]
          routes:
            - match: HostSNI(`*`)
              services:
                - { name: inner, port: {port of entry point web}, proxyProtocol: { version: 1 } }
        """
      When a client at 127.0.0.9 requests http://app.xinn.cc/ from entry point "mongo"
      Then the answer is 400
