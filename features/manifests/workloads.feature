@kubernetes
Feature: Pods serve whatever keeps them
  A Service selects pods by their labels. A StatefulSet, a DaemonSet and a ReplicaSet keep pods as a Deployment does.

  Scenario Outline: The pods of a <kind>
    Given this manifest:
      """yaml
      apiVersion: apps/v1
      kind: <kind>
      metadata: { name: agent, namespace: test-pod }
      spec:
        <replicas>
        selector: { matchLabels: { app: agent } }
        template:
          metadata: { labels: { app: agent } }
          spec:
            containers: [{ name: agent, image: traefik/whoami, ports: [{ containerPort: 80 }] }]
      ---
      apiVersion: v1
      kind: Service
      metadata: { name: agent, namespace: test-pod }
      spec: { selector: { app: agent }, ports: [{ port: 80 }] }
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: { name: agent, namespace: test-pod }
      spec:
        entryPoints: [web]
        routes:
          - match: Host(`agent.xinn.cc`)
            kind: Rule
            services: [{ name: agent, port: 80 }]
      """
    When a client requests http://agent.xinn.cc/ 6 times
    Then the pods of agent answered <answers> requests each
    And there are no findings

    Examples:
      | kind        | replicas           | answers |
      | StatefulSet | replicas: 3        | 2       |
      | ReplicaSet  | replicas: 2        | 3       |
      | DaemonSet   | minReadySeconds: 0 | 6       |
