@http @live @kubectl @own-cluster
Feature: The mirroring walkthrough, typed into kubectl

  Example: v1 logs every request, v2 every other
    Given a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl apply -n test-pod -f manifests/mirroring
      deployment.apps/v1 created
      service/v1 created
      deployment.apps/v2 created
      service/v2 created
      traefikservice.traefik.io/app-mirror created
      ingressroute.traefik.io/mirror-ingress-route created
      $ kubectl wait -n test-pod --for=condition=Available deployment --all
      deployment.apps/v1 condition met
      deployment.apps/v2 condition met
      """
    When a client requests http://mirror.xinn.cc/ 4 times
    Then v1 received 4 requests
    And v2 received 2 requests
    And a terminal shows:
      """console
      $ kubectl logs -n test-pod -l app=v1 --tail=-1 | grep -c 'GET / HTTP/1.1'
      4
      $ kubectl logs -n test-pod deployment/v2 | grep -c 'GET / HTTP/1.1'
      2
      $ kubectl apply -n test-pod -f manifests/mirroring/routes.yaml
      traefikservice.traefik.io/app-mirror unchanged
      ingressroute.traefik.io/mirror-ingress-route unchanged
      """
