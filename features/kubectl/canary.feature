@http @live @kubectl @own-cluster
Feature: The canary walkthrough, typed into kubectl
  What the walkthrough asks to type works as it stands, with nothing but the lab running.

  Background:
    Given a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl apply -n test-pod -f manifests/canary/apps.yaml
      deployment.apps/appv1 created
      service/appv1 created
      deployment.apps/appv2 created
      service/appv2 created
      $ kubectl apply -n test-pod -f manifests/canary/routes.yaml
      traefikservice.traefik.io/app-wrr created
      ingressroute.traefik.io/wrr-ingressroute created
      """

  Example: Both applications run, and the first four requests are three and one
    Then a terminal shows:
      """console
      $ kubectl wait -n test-pod --for=condition=Ready pod -l use=test
      pod/<appv1> condition met
      pod/<appv2> condition met
      $ kubectl get pods -l use=test -n test-pod
      NAME      READY   STATUS    RESTARTS   AGE
      <appv1>   1/1     Running   0          <age>
      <appv2>   1/1     Running   0          <age>
      $ kubectl get svc -n test-pod
      NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
      appv1   ClusterIP   <ip>         <none>        80/TCP    <age>
      appv2   ClusterIP   <ip>         <none>        80/TCP    <age>
      $ kubectl get traefikservices -n test-pod
      NAME      AGE
      app-wrr   <age>
      $ kubectl get ingressroutes -n test-pod
      NAME               AGE
      wrr-ingressroute   <age>
      """
    When a client requests http://wrr.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 3       |
      | appv2   | 1       |

  Example: What is applied again is unchanged, what was edited is configured
    Then a terminal shows:
      """console
      $ kubectl apply -n test-pod -f manifests/canary/routes.yaml
      traefikservice.traefik.io/app-wrr unchanged
      ingressroute.traefik.io/wrr-ingressroute unchanged
      $ sed 's/weight: 3/weight: 1/' manifests/canary/routes.yaml | kubectl apply -n test-pod -f -
      traefikservice.traefik.io/app-wrr configured
      ingressroute.traefik.io/wrr-ingressroute unchanged
      $ kubectl get traefikservice app-wrr -n test-pod -o jsonpath='{.spec.weighted.services[*].weight}'
      1 1
      """
    When a client requests http://wrr.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 2       |
      | appv2   | 2       |

  Example: A file of another namespace than the one asked for is refused
    Then a terminal shows:
      """console
      $ kubectl apply -n default -f manifests/canary/routes.yaml
      the namespace from the provided object "test-pod" does not match the namespace "default". You must pass '--namespace=test-pod' to perform this operation.
      the namespace from the provided object "test-pod" does not match the namespace "default". You must pass '--namespace=test-pod' to perform this operation.
      [exit code 1]
      """

  Example: A weight is patched while traffic runs
    When a client requests http://wrr.xinn.cc/ 4 times
    Then a terminal shows:
      """console
      $ kubectl patch traefikservice app-wrr -n test-pod --type=json -p '[{"op":"replace","path":"/spec/weighted/services/0/weight","value":1}]'
      traefikservice.traefik.io/app-wrr patched
      """
    When a client requests http://wrr.xinn.cc/ 10 times
    Then the answers come from:
      | service | answers |
      | appv1   | 5       |
      | appv2   | 5       |
