@http @live @kubectl @own-cluster
Feature: What is typed into kubectl every day works in the lab
  Objects are checked as a cluster checks them, and what follows from them (pods, endpoints, routes) follows.

  Background:
    Given a terminal shows:
      """console
      $ kubectl create namespace test-pod
      namespace/test-pod created
      $ kubectl config set-context --current --namespace=test-pod
      Context "ingress-lab" modified.
      $ kubectl apply -f manifests/canary
      deployment.apps/appv1 created
      service/appv1 created
      deployment.apps/appv2 created
      service/appv2 created
      traefikservice.traefik.io/app-wrr created
      ingressroute.traefik.io/wrr-ingressroute created
      $ kubectl wait --for=condition=Available deployment --all
      deployment.apps/appv1 condition met
      deployment.apps/appv2 condition met
      """

  Rule: Deployments are scaled, restarted and undone, and no request fails

    Background:
      Given 200 requests a second to http://wrr.xinn.cc/

    Example: More replicas, fewer replicas
      Then a terminal shows:
        """console
        $ kubectl scale deployment appv1 --replicas=3
        deployment.apps/appv1 scaled
        $ kubectl rollout status deployment appv1
        ...
        deployment "appv1" successfully rolled out
        $ kubectl get deployment appv1
        NAME    READY   UP-TO-DATE   AVAILABLE   AGE
        appv1   3/3     3            3           <age>
        $ kubectl get endpointslices -l kubernetes.io/service-name=appv1 -o jsonpath='{.items[*].endpoints[*].conditions.ready}'
        true true true
        $ kubectl scale deployment appv1 --replicas=1
        deployment.apps/appv1 scaled
        $ kubectl rollout status deployment appv1
        ...
        deployment "appv1" successfully rolled out
        """
      When 50 more requests have been answered
      And the traffic ends
      Then no request failed

    Example: A restart makes new pods, and can be undone
      Then a terminal shows:
        """console
        $ kubectl rollout restart deployment appv1
        deployment.apps/appv1 restarted
        $ kubectl rollout status deployment appv1
        ...
        deployment "appv1" successfully rolled out
        $ kubectl rollout history deployment appv1
        deployment.apps/appv1
        REVISION  CHANGE-CAUSE
        1         <none>
        2         <none>

        $ kubectl rollout undo deployment appv1
        deployment.apps/appv1 rolled back
        $ kubectl rollout status deployment appv1
        ...
        deployment "appv1" successfully rolled out
        """
      When 50 more requests have been answered
      And the traffic ends
      Then no request failed

    Example: A version that cannot run fails at its deadline, and the old one serves on
      Then a terminal shows:
        """console
        $ kubectl patch deployment appv1 -p '{"spec":{"progressDeadlineSeconds":1}}'
        deployment.apps/appv1 patched
        $ kubectl set image deployment appv1 '*=example.com/unknown:1'
        deployment.apps/appv1 image updated
        $ kubectl rollout status deployment appv1
        ...
        error: deployment "appv1" exceeded its progress deadline
        [exit code 1]
        $ kubectl rollout undo deployment appv1
        deployment.apps/appv1 rolled back
        $ kubectl rollout status deployment appv1
        ...
        deployment "appv1" successfully rolled out
        """
      When 50 more requests have been answered
      And the traffic ends
      Then no request failed

    @embedded @differs
    Example: A deleted pod is replaced
      Then a terminal shows:
        """console
        $ kubectl delete pod -l app=appv1 -o name
        pod/<pod>
        $ kubectl wait --for=condition=Ready pod -l app=appv1
        pod/<pod> condition met
        """
      When 50 more requests have been answered
      And the traffic ends
      Then no request failed

  Rule: What is wrong is refused as a cluster refuses it

    Example: A field that is not known
      Given the file "wrong.yaml" in the terminal:
        """yaml
        apiVersion: traefik.io/v1alpha1
        kind: IngressRoute
        metadata: { name: wrong }
        spec:
          entrypoints: [web]
          routes: [{ match: Host(`a.test`), kind: Rule, services: [{ name: appv1, prt: 80 }] }]
        """
      Then a terminal shows:
        """console
        $ kubectl apply -f wrong.yaml
        Error from server (BadRequest): error when creating "wrong.yaml": IngressRoute in version "v1alpha1" cannot be handled as a IngressRoute: strict decoding error: unknown field "spec.entrypoints", unknown field "spec.routes[0].services[0].prt"
        [exit code 1]
        $ kubectl apply --validate=warn -f wrong.yaml
        Warning: unknown field "spec.entrypoints"
        Warning: unknown field "spec.routes[0].services[0].prt"
        ingressroute.traefik.io/wrong created
        """

    Example: A field that cannot change
      Then a terminal shows:
        """console
        $ kubectl patch deployment appv1 -p '{"spec":{"selector":{"matchLabels":{"app":"other"}},"template":{"metadata":{"labels":{"app":"other"}}}}}'
        The Deployment "appv1" is invalid: spec.selector: Invalid value: <value>: field is immutable
        [exit code 1]
        """

    Example: What is not there
      Then a terminal shows:
        """console
        $ kubectl get ingressroute nothing
        Error from server (NotFound): ingressroutes.traefik.io "nothing" not found
        [exit code 1]
        $ kubectl get gateways
        error: the server doesn't have a resource type "gateways"
        [exit code 1]
        """

  Rule: Server-side apply knows who owns a field

    Example: Another manager's field is a conflict, unless it is forced
      Given the file "settings.yaml" in the terminal:
        """yaml
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: settings }
        data: { colour: blue }
        """
      Then a terminal shows:
        """console
        $ kubectl apply --server-side --field-manager=team-a -f settings.yaml
        configmap/settings serverside-applied
        $ sed 's/blue/green/' settings.yaml | kubectl apply --server-side --field-manager=team-b -f -
        error: Apply failed with 1 conflict: conflict with "team-a": .data.colour
        ...
        [exit code 1]
        $ sed 's/blue/green/' settings.yaml | kubectl apply --server-side --field-manager=team-b --force-conflicts -f -
        configmap/settings serverside-applied
        $ kubectl get configmap settings --show-managed-fields -o jsonpath='{.data.colour} by {.metadata.managedFields[*].manager}'
        green by team-b
        """

  Rule: Objects are described, explained, compared and edited

    Example: A service names its endpoints
      Then a terminal shows:
        """console
        $ kubectl describe service appv1
        Name:                     appv1
        Namespace:                test-pod
        ...
        Selector:                 app=appv1
        Type:                     ClusterIP
        ...
        Endpoints:                <address>
        ...
        """

    Example: The fields of a custom resource are explained
      Then a terminal shows:
        """console
        $ kubectl explain ingressroute.spec.routes.match
        GROUP:      traefik.io
        KIND:       IngressRoute
        VERSION:    v1alpha1

        FIELD: match <string>
        ...
        """

    Example: What would change is told before it does
      Then a terminal shows:
        """console
        $ sed 's/weight: 3/weight: 9/' manifests/canary/routes.yaml | kubectl diff -f - | grep '^[-+] '
        -  generation: 1
        +  generation: 2
        -      weight: 3
        +      weight: 9
        $ kubectl get traefikservice app-wrr -o jsonpath='{.spec.weighted.services[0].weight}'
        3
        """

    Example: An editor changes an object
      Then a terminal shows:
        """console
        $ KUBE_EDITOR='sed -i "s/weight: 3/weight: 1/"' kubectl edit traefikservice app-wrr
        traefikservice.traefik.io/app-wrr edited
        """
      When a client requests http://wrr.xinn.cc/ 4 times
      Then the answers come from:
        | service | answers |
        | appv1   | 2       |
        | appv2   | 2       |

  Rule: Pods are looked into

    Example: A port of a pod is forwarded
      Then a terminal shows:
        """console
        $ kubectl port-forward service/appv1 :80 > forward.log & \
          until grep -qs '^Forwarding from 127' forward.log; do sleep 0.05; done; \
          curl -s http://127.0.0.1:$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\) .*/\1/p' forward.log)/ | head -n 1; \
          kill $!
        Hostname: <appv1>
        """

  Rule: What is deleted is gone, with all that hangs on it

    Example: A namespace
      Then a terminal shows:
        """console
        $ kubectl delete namespace test-pod
        namespace "test-pod" deleted
        $ kubectl get deployments,pods,services,ingressroutes -A --field-selector=metadata.namespace=test-pod
        No resources found
        """
      When a client requests http://wrr.xinn.cc/
      Then the answer is 404
