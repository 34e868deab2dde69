@http
Feature: The backend learns where a request came from
  The proxy says in X-Forwarded headers who asked, for which host, and how. Clients that are not trusted cannot say it
  for it.

  Background:
    Given the manifests "controllers/app"
    And this manifest:
      """yaml
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata:
        name: whoami
        namespace: test-pod
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`app.xinn.cc`)
            kind: Rule
            services: [{ name: whoami, port: 80 }]
      """

  Example: What a plain request brings
    When a client requests http://app.xinn.cc/
    Then whoami received the headers:
      | header             | value       |
      | Host               | app.xinn.cc |
      | X-Forwarded-For    | 127.0.0.1   |
      | X-Forwarded-Host   | app.xinn.cc |
      | X-Forwarded-Port   | 80          |
      | X-Forwarded-Proto  | http        |
      | X-Forwarded-Server | \S+         |
      | X-Real-Ip          | 127.0.0.1   |

  Example: The port is the one that the client asked for
    When a client requests http://app.xinn.cc:8000/
    Then whoami received the headers:
      | header           | value            |
      | X-Forwarded-Host | app.xinn.cc:8000 |
      | X-Forwarded-Port | 8000             |

  Rule: What an untrusted client claims is thrown away

    Scenario Outline: <header>
      When a client sends GET http://app.xinn.cc/ with the header "<header>: <claimed>"
      Then whoami received the headers:
        | header   | value  |
        | <header> | <seen> |

      Examples:
        | header             | claimed   | seen        |
        | X-Forwarded-For    | 10.9.8.7  | 127.0.0.1   |
        | X-Forwarded-Host   | evil.test | app.xinn.cc |
        | X-Forwarded-Port   | 4711      | 80          |
        | X-Forwarded-Proto  | https     | http        |
        | X-Forwarded-Prefix | /evil     | none        |
        | X-Real-Ip          | 10.9.8.7  | 127.0.0.1   |

  Rule: What a trusted client says is kept

    Scenario Outline: <header>
      Given the flag "--entrypoints.web.forwardedheaders.insecure=true"
      When a client sends GET http://app.xinn.cc/ with the header "<header>: <claimed>"
      Then whoami received the headers:
        | header   | value  |
        | <header> | <seen> |

      Examples:
        | header             | claimed   | seen                |
        | X-Forwarded-For    | 10.9.8.7  | 10.9.8.7, 127.0.0.1 |
        | X-Forwarded-Host   | shop.test | shop.test           |
        | X-Forwarded-Port   | 4711      | 4711                |
        | X-Forwarded-Proto  | https     | https               |
        | X-Forwarded-Prefix | /shop     | /shop               |
        | X-Real-Ip          | 10.9.8.7  | 10.9.8.7            |

    Example: Trust may be given to some addresses only
      Given the flag "--entrypoints.web.forwardedheaders.trustedips=10.0.0.0/8"
      When a client sends GET http://app.xinn.cc/ with the header "X-Forwarded-For: 10.9.8.7"
      Then whoami received the headers:
        | header          | value     |
        | X-Forwarded-For | 127.0.0.1 |
