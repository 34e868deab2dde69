@http @helm @live @kubectl @own-cluster
Feature: The engine's own chart, typed into Helm
  What routes in a cluster is installed, grows and goes. The pods of the engine are played by a program that says who it
  is; the engine that routes here is the lab's.

  Background:
    Given the image "ingress-lab-engine" is played by "traefik/whoami"
    And a terminal shows:
      """console
      $ helm install edge chart --namespace edge --create-namespace --wait --timeout 20s | grep STATUS
      STATUS: deployed
      """

  Example: It is installed once its pods are ready
    Then a terminal shows:
      """console
      $ kubectl get deployment,poddisruptionbudget -n edge -o name
      deployment.apps/edge-ingress-lab
      poddisruptionbudget.policy/edge-ingress-lab
      $ kubectl get deployment edge-ingress-lab -n edge
      NAME               READY   UP-TO-DATE   AVAILABLE   AGE
      edge-ingress-lab   2/2     2            2           <age>
      $ kubectl get ingressclass -o jsonpath='{.items[*].spec.controller}'
      traefik.io/ingress-controller
      $ helm list -n edge -q
      edge
      """

  Example: An upgrade makes it grow, and a rollback undoes that
    Then a terminal shows:
      """console
      $ helm upgrade edge chart -n edge --set deployment.replicas=3 --wait --timeout 20s | grep -E 'STATUS|REVISION'
      STATUS: deployed
      REVISION: 2
      $ kubectl get deployment edge-ingress-lab -n edge
      NAME               READY   UP-TO-DATE   AVAILABLE   AGE
      edge-ingress-lab   3/3     3            3           <age>
      $ helm rollback edge 1 -n edge --wait --timeout 20s
      Rollback was a success! Happy Helming!
      $ kubectl get deployment edge-ingress-lab -n edge
      NAME               READY   UP-TO-DATE   AVAILABLE   AGE
      edge-ingress-lab   2/2     2            2           <age>
      """

  Example: A misspelt value is refused, and what is installed stays
    Then a terminal shows:
      """console
      $ helm upgrade edge chart -n edge --set deployment.replica=3 2>&1 | grep -ic 'replica.* not allowed'
      1
      $ kubectl get deployment edge-ingress-lab -n edge -o jsonpath='{.spec.replicas}'
      2
      """

  Example: Uninstalled, it leaves nothing but the definitions of Traefik's kinds
    Then a terminal shows:
      """console
      $ helm uninstall edge -n edge --wait --timeout 20s
      release "edge" uninstalled
      $ kubectl get deployments,services,pods,poddisruptionbudgets,serviceaccounts -n edge -o name | grep edge-ingress-lab || echo none
      none
      $ kubectl get clusterroles,clusterrolebindings,ingressclasses -o name | grep edge || echo none
      none
      $ kubectl get customresourcedefinitions -o name | grep -c traefik.io
      10
      """
