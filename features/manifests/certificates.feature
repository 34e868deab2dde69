@kubernetes @tls
Feature: A certificate that is missing never opens a door
  A route whose Secret is incomplete stays, and is served with the default certificate, as with Traefik. Options for
  client certificates that lack their authority let nobody in.

  Background:
    Given the manifests "canary"

  Example: A Secret without tls.crt
    When this manifest is applied:
      """yaml
      apiVersion: v1
      kind: Secret
      metadata:
        name: half
        namespace: test-pod
      stringData:
        tls.key: not looked at
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: faulty
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`faulty.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
        tls: { secretName: half }
      """
    And a client that trusts any certificate requests https://faulty.xinn.cc/
    Then the answer is 200
    And the certificate served is for "TRAEFIK DEFAULT CERT"
    And there is one finding:
      | field    | value                                                     |
      | severity | error                                                     |
      | code     | secret-incomplete                                         |
      | at       | scenario.yaml:7:3                                         |
      | message  | has no tls.crt, which IngressRoute test-pod/faulty serves |
      | advice   | --from-file=tls.crt=FILE                                  |
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200

  Example: A Secret that does not exist
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: faulty
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`faulty.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
        tls: { secretName: half }
      """
    And a client that trusts any certificate requests https://faulty.xinn.cc/
    Then the answer is 200
    And the certificate served is for "TRAEFIK DEFAULT CERT"
    And there is one finding:
      | field    | value                                                         |
      | severity | error                                                         |
      | code     | secret-not-found                                              |
      | at       | scenario.yaml:12:22                                           |
      | message  | secret test-pod/half does not exist                           |
      | advice   | a Secret must be in the namespace of the object that names it |

  Example: A TLSOption whose authority is missing
    Given the secret "sound" in namespace "test-pod" with a server certificate for sound.xinn.cc
    When this manifest is applied:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: TLSOption
      metadata:
        name: mutual
        namespace: test-pod
      spec:
        clientAuth:
          clientAuthType: RequireAndVerifyClientCert
          secretNames: [authority]
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: faulty
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`faulty.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
        tls:
          options: { name: mutual }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: sound
        namespace: test-pod
      spec:
        entryPoints: [websecure]
        routes:
          - match: Host(`sound.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
        tls: { secretName: sound }
      """
    And a client with a good certificate requests https://faulty.xinn.cc/
    Then the client sees a broken connection
    And there is one finding:
      | field    | value                                    |
      | severity | error                                    |
      | code     | secret-not-found                         |
      | at       | scenario.yaml:9:19                       |
      | message  | secret test-pod/authority does not exist |
    When a client requests https://sound.xinn.cc/
    Then the answer is 200
