@udp @balancing
Feature: UDP datagrams reach the pods of a service
  A client address and port is a session: all its datagrams go to one pod. New sessions go round the pods.

  Background:
    Given the manifests "udp"

  Rule: The answer is the backend's own

    Example: Asked straight, a pod tells its name and addresses
      When a UDP client sends "WHO" straight to a pod of whoamiudp
      Then the datagram answered has the line "Hostname: whoamiudp-.*"
      And the datagram answered has the line "IP: 127\.0\.0\.1"

    Example: Asked through the entry point, it tells the same
      When a UDP client sends "WHO" to entry point "udpep"
      Then the datagram answered has the line "Hostname: whoamiudp-.*"
      And the datagram answered has the line "IP: 127\.0\.0\.1"

    Scenario Outline: <datagram> is answered with <answer>
      When a UDP client sends "<datagram>" to entry point "udpep"
      Then the datagram answered is "<answer>"

      Examples:
        | datagram | answer          |
        | other    | Received: other |
        | who      | Received: who   |

  Rule: A session sticks to its pod, sessions take turns

    Example: One client always reaches the same pod
      When a UDP client sends "WHO" 10 times to entry point "udpep"
      Then one pod answered every datagram

    Example: New clients alternate between the pods
      When 10 UDP clients each send "WHO" to entry point "udpep" one after another
      Then the pods of whoamiudp took turns

    @differs
    Example: A thousand clients at once are answered
      When 1,000 UDP clients each send "WHO" to entry point "udpep" at once
      Then every datagram was answered
