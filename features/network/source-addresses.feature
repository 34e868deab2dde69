@containers @http
Feature: Backends see the proxy, and learn from it who asked
  The proxy is a container in the network of the pods, as in a cluster: what a pod sees is the proxy's address, and the
  client's own address is what the proxy says of it.

  Background:
    Given the proxy runs in a container beside its backends
    And the manifests "controllers/app"
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

  Example: A client outside of the network comes from the machine's address in it
    When a client requests http://app.xinn.cc/
    Then the answer is 200
    And the line "RemoteAddr" of the body has the address of the proxy
    And the line "X-Forwarded-For" of the body has the address of this machine
    And the line "X-Real-Ip" of the body has the address of this machine

  Example: A client in the network comes from its own
    When the client in the network requests http://app.xinn.cc/
    Then the answer is 200
    And the line "RemoteAddr" of the body has the address of the proxy
    And the line "X-Forwarded-For" of the body has the address of the client in the network
    And the line "X-Real-Ip" of the body has the address of the client in the network

  Example: What a client says of itself does not count
    When a client sends GET http://app.xinn.cc/ with the header "X-Forwarded-For: 192.0.2.7"
    Then the line "X-Forwarded-For" of the body has the address of this machine

  @tcp @tls
  Example: A TCP route says nothing of the client
    Given the secret "tcp" in namespace "test-pod" with a server certificate for tcp.xinn.cc
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRouteTCP
      metadata: { name: whoami, namespace: test-pod }
      spec:
        entryPoints: [websecure]
        routes:
          - match: HostSNI(`tcp.xinn.cc`)
            services: [{ name: whoami, port: 80 }]
        tls: { secretName: tcp }
      """
    When the client in the network requests https://tcp.xinn.cc/
    Then the answer is 200
    And the line "RemoteAddr" of the body has the address of the proxy
    And the body has no line "X-Forwarded-For"
    When a client that trusts any certificate requests https://other.xinn.cc/
    Then the answer is 404
