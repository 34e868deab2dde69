@udp @live @kubectl @own-cluster
Feature: The UDP walkthrough, typed into kubectl

  Example: Two pods answer through the entry point
    Given a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl apply -n test-pod -f manifests/udp/whoamiudp.yaml
      deployment.apps/whoamiudp created
      service/whoamiudp created
      ingressrouteudp.traefik.io/whoamiudp created
      $ kubectl wait -n test-pod --for=condition=Available deployment/whoamiudp
      deployment.apps/whoamiudp condition met
      $ kubectl get deployment,svc,ingressrouteudp -n test-pod
      NAME                        READY   UP-TO-DATE   AVAILABLE   AGE
      deployment.apps/whoamiudp   2/2     2            2           <age>

      NAME                TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE
      service/whoamiudp   ClusterIP   <ip>         <none>        8080/UDP   <age>

      NAME                                   AGE
      ingressrouteudp.traefik.io/whoamiudp   <age>
      """
    When a UDP client sends "hello" to entry point "udpep"
    Then the datagram answered is "Received: hello"
