@http @live @kubectl @own-cluster
Feature: Routes move between controllers by what is typed into kubectl

  Background:
    Given a controller "traefik-in" with the flag "--providers.kubernetescrd.ingressclass=traefik-in"
    And a controller "traefik-out" with the flag "--providers.kubernetescrd.labelselector=ingressclass=traefik-out"
    And a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl apply -f manifests/controllers
      deployment.apps/whoami created
      service/whoami created
      ingressroute.traefik.io/internal created
      ingressroute.traefik.io/external created
      $ kubectl get ingressroutes -n test-pod -L ingressclass
      NAME       AGE     INGRESSCLASS
      external   <age>   traefik-out
      internal   <age>
      $ kubectl get ingressroutes -A -l ingressclass=traefik-out
      NAMESPACE   NAME       AGE
      test-pod    external   <age>
      """

  @differs @in-process
  Example: An annotation moves a route from one controller to another while traffic runs
    Given a controller "traefik-other" with the flag "--providers.kubernetescrd.ingressclass=traefik-other"
    And 200 requests a second to http://internal.xinn.cc/ that try the controllers "traefik-in" and "traefik-other" in turn
    Then a terminal shows:
      """console
      $ kubectl annotate ingressroute internal -n test-pod --overwrite kubernetes.io/ingress.class=traefik-other
      ingressroute.traefik.io/internal annotate...
      """
    When 100 more requests have been answered
    And the traffic ends
    Then no request failed
    And the last 50 requests were answered through controller "traefik-other"

  Example: So does a label
    When a client requests http://external.xinn.cc/ from controller "traefik-out"
    Then the answer is 200
    And a terminal shows:
      """console
      $ kubectl label ingressroute external -n test-pod ingressclass-
      ingressroute.traefik.io/external unlabeled
      """
    When a client requests http://external.xinn.cc/ from controller "traefik-out"
    Then the answer is 404
