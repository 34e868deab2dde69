@http @files
Feature: Dynamic files configure the proxy without Kubernetes
  What Traefik's file provider reads routes by itself, in YAML and in TOML. Only where the servers are is said by
  placeholders: the system chooses their ports.

  Background:
    Given the manifests "canary/apps"

  Rule: A file is all that a route needs

    Example: YAML
      Given the file "dynamic.yml":
        """yaml
        http:
          routers:
            split: { rule: Host(`split.xinn.cc`), service: split, entryPoints: [web] }
          services:
            split:
              weighted:
                services: [{ name: v1, weight: 3 }, { name: v2, weight: 1 }]
            v1: { loadBalancer: { servers: [{ url: "http://{address of appv1}" }] } }
            v2: { loadBalancer: { servers: [{ url: "http://{address of appv2}" }] } }
        """
      And the flag "--providers.file.filename=dynamic.yml"
      When a client requests http://split.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |

    Example: TOML
      Given the file "dynamic.toml":
        """toml
        [http.routers.app]
        rule = "Host(`app.xinn.cc`)"
        service = "app"
        middlewares = ["strip"]

        [http.middlewares.strip.stripPrefix]
        prefixes = ["/api"]

        [[http.services.app.loadBalancer.servers]]
        url = "http://{address of appv1}"
        """
      And the flag "--providers.file.filename=dynamic.toml"
      When a client requests http://app.xinn.cc/api/items
      Then the answer is 200
      And the body contains "GET /items HTTP/1.1"

    Example: Not even a server, for what the proxy itself answers
      Given the file "dynamic.yml":
        """yaml
        http:
          routers:
            alive: { rule: Path(`/alive`) || Path(`/ping`), service: ping@internal, entryPoints: [web] }
        """
      And the flags "--providers.file.filename=dynamic.yml --ping.entrypoint=traefik"
      When a client requests http://anything.xinn.cc/ping
      Then the answer is 200
      And the body is "OK"

  Rule: Files and manifests name each other by their providers

    @engine @in-process
    Example: A router of a file leads to the service of a manifest, through a middleware of its own
      Given the manifests "canary/routes"
      And the manifests "files"
      When a client requests http://beside.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 3       |
        | appv2   | 1       |
      And the header "x-marked" is "by a file"

    Example: A route of a manifest names the middleware of a file
      Given the file "conf/middlewares.toml":
        """toml
        [http.middlewares.marked.headers.customResponseHeaders]
        X-Marked = "by a file"
        """
      And the flag "--providers.file.directory=conf"
      And this manifest:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: marked, namespace: test-pod }
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`marked.xinn.cc`)
              kind: Rule
              middlewares: [{ name: marked@file }]
              services: [{ name: appv1, port: 80 }]
        """
      When a client requests http://marked.xinn.cc/
      Then appv1 answered every request
      And the header "x-marked" is "by a file"

  Rule: What is wrong is found where it is written, and takes only itself out of force

    Scenario Outline: <file>
      Given the file "<file>":
        """
        <text>
        """
      And the flag "--providers.file.filename=<file>"
      When the manifests "canary/routes" are applied
      And a client requests http://wrr.xinn.cc/
      Then the answer is 200
      And there is one finding:
        | field    | value     |
        | severity | error     |
        | at       | <at>      |
        | message  | <message> |

      Examples:
        | file        | text                                                                                              | at               | message                   |
        | wrong.yml   | http:\n  routers:\n    a: { rule: Host(`a.xinn.cc`), service: gone }                              | wrong.yml:3:44   | gone |
        | wrong.toml  | [http.routers.a]\nrule = "Hots(`a.xinn.cc`)"\nservice = "ping@internal"                           | wrong.toml:2:9   | unsupported function: Hots |

  Rule: Files are followed while the proxy runs

    Background:
      Given the file "conf/dynamic.yml":
        """yaml
        http:
          routers:
            app: { rule: Host(`app.xinn.cc`), service: app, entryPoints: [web] }
          services:
            app: { loadBalancer: { servers: [{ url: "http://{address of appv1}" }] } }
        """
      And the flag "--providers.file.directory=conf"

    Example: A change moves the traffic and loses none
      Given 200 requests a second to http://app.xinn.cc/
      When in the file "conf/dynamic.yml" "{address of appv1}" becomes "{address of appv2}"
      And 20 more requests have been answered
      And the traffic ends
      Then no request failed
      And the last 20 requests were answered by appv2

    Example: A slip of the pen leaves in force what was
      When in the file "conf/dynamic.yml" "services:" becomes "services"
      And a client requests http://app.xinn.cc/
      Then the answer is 200
      And there is one finding:
        | field    | value           |
        | severity | error           |
        | at       | conf/dynamic.yml:4:3 |

    Example: A file comes, and goes
      When the file "conf/second.toml" appears:
        """toml
        [http.routers.second]
        rule = "Host(`second.xinn.cc`)"
        service = "app"
        """
      And a client requests http://second.xinn.cc/
      Then the answer is 200
      When the file "conf/second.toml" is deleted
      And a client requests http://second.xinn.cc/
      Then the answer is 404
