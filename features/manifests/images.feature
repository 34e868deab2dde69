@kubernetes @embedded
Feature: An image that the lab cannot run is found at its Deployment
  The lab runs a few programs in its own process. Any other image is a finding that names the Deployment, the images
  that run, and the world that can run every image.

  Example: redis
    Given the manifests "canary"
    When this manifest is applied:
      """yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: cache
        namespace: test-pod
      spec:
        selector:
          matchLabels: { app: cache }
        template:
          metadata:
            labels: { app: cache }
          spec:
            containers:
              - name: redis
                image: redis:7
                ports: [{ containerPort: 6379 }]
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: cache
        namespace: test-pod
      spec:
        selector: { app: cache }
        ports: [{ port: 6379 }]
      """
    Then there is one finding:
      | field    | value                                                         |
      | severity | error                                                         |
      | code     | pod-cannot-start                                              |
      | at       | scenario.yaml:15:18                                           |
      | message  | cache uses the image "redis:7", which has no embedded backend |
      | message  | traefik/whoami, nginx, mongo, traefik/whoamiudp               |
      | message  | run the scenario in the containers world                      |
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200
