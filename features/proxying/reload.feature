@http @reload
Feature: Pods come and go, and clients do not notice
  A Service's endpoints follow its pods. A pod that leaves is asked for nothing new and answers what it has begun.

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

  Rule: Replicas are told apart and share the requests equally

    Scenario Outline: <replicas> replicas
      When whoami is scaled to <replicas> replicas
      And a client requests http://app.xinn.cc/ <requests> times
      Then the pods of whoami answered <each> requests each

      Examples:
        | replicas | requests | each |
        | 2        | 20       | 10   |
        | 3        | 30       | 10   |

  Rule: No request is lost while pods come and go

    @own-cluster
    Example: The Deployment is scaled up and down again
      Given 200 requests a second to http://app.xinn.cc/
      When whoami is scaled to 3 replicas
      And 40 more requests have been answered
      And whoami is scaled to 1 replica
      And 40 more requests have been answered
      And the traffic ends
      Then no request failed

    @own-cluster
    Example: A pod is deleted and replaced
      Given whoami is scaled to 2 replicas
      And 200 requests a second to http://app.xinn.cc/
      When a pod of whoami is deleted
      And 60 more requests have been answered
      And the traffic ends
      Then no request failed

    Example: The only pod is deleted while it is busy
      Given whoami answers 100 ms late
      And a request to http://app.xinn.cc/ that whoami is working on
      When a pod of whoami is deleted
      And the request has ended
      Then the answer is 200

    Example: A pod that is killed is replaced
      Given a request to http://app.xinn.cc/wait?wait=5s that whoami is working on
      When whoami is killed
      And the request has ended
      Then the answer is 502
      When a client requests http://app.xinn.cc/
      Then the answer is 200

  Rule: A request keeps the configuration that it began with

    Example: Its route is changed meanwhile
      Given whoami answers 100 ms late
      And a request to http://app.xinn.cc/ that whoami is working on
      When this manifest is applied:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata:
          name: whoami
          namespace: test-pod
        spec:
          entryPoints: [web]
          routes:
            - match: Host(`moved.xinn.cc`)
              kind: Rule
              services: [{ name: whoami, port: 80 }]
        """
      And the request has ended
      Then the answer is 200
      When a client requests http://app.xinn.cc/
      Then the answer is 404
