@kubernetes
Feature: A document that is not YAML costs only itself
  The other documents of the file are applied, and what was in force before stays.

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
        entryPoints: <entry points>
        routes:
          - match: Host(`faulty.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: sound
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`sound.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    And a client requests http://faulty.xinn.cc/
    Then the answer is 404
    And there is one finding:
      | field    | value       |
      | severity | error       |
      | code     | yaml-syntax |
      | at       | <at>        |
      | message  | <message>   |
    When a client requests http://sound.xinn.cc/
    Then the answer is 200
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200

    Examples:
      | fault                     | entry points | at                 | message                                 |
      | A list that does not end  | [web         | scenario.yaml:8:3  | not YAML: flow sequence                 |
      | A quote that does not end | ["web]       | scenario.yaml:7:17 | the quote that begins here does not end |
