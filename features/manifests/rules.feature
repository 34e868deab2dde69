@kubernetes @http
Feature: A rule that cannot be read is found at the character
  The column points into the rule, and the message says what was expected there. The route is not in force; the others
  are.

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
          - match: <match>
            kind: Rule
            services: [{ name: appv1, port: 80 }]
          - match: Host(`sound.xinn.cc`)
            kind: Rule
            services: [{ name: appv1, port: 80 }]
      """
    And a client requests http://faulty.xinn.cc/a
    Then the answer is 404
    And there is one finding:
      | field    | value        |
      | severity | error        |
      | code     | rule-invalid |
      | at       | <at>         |
      | message  | <message>    |
    When a client requests http://sound.xinn.cc/
    Then the answer is 200
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200

    Examples:
      | fault                         | match                                     | at                 | message                                                     |
      | A bracket that does not close | Host(`faulty.xinn.cc`                     | scenario.yaml:9:35 | unexpected end of rule, at column 22; expected ',' or ')'   |
      | An operator without a matcher | Host(`faulty.xinn.cc`) && && Path(`/a`)   | scenario.yaml:9:40 | unexpected '&&', at column 27; expected a matcher           |
      | The same, in quotes           | "Host(`faulty.xinn.cc`) && && Path(`/a`)" | scenario.yaml:9:41 | unexpected '&&', at column 27; expected a matcher           |
      | A matcher that does not exist | Host(`faulty.xinn.cc`) && Pth(`/a`)       | scenario.yaml:9:40 | unsupported function: Pth, at column 27; did you mean Path? |
