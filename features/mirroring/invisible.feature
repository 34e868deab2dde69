@http @mirroring @faults
Feature: Clients never see what a mirror does
  A mirror's answer, status and slowness are thrown away. The client's answer is delivered before the mirror is called.

  Background:
    Given the manifests "mirroring"

  Example: A mirror that answers 500
    Given v2 answers with status 500
    When a client requests http://mirror.xinn.cc/ 10 times
    Then every answer is 200
    And v2 received 5 requests

  Example: A mirror that hangs
    Given v2 hangs
    When a client requests http://mirror.xinn.cc/ 10 times
    Then every answer is 200
    And every answer came within 2 s

  Example: A mirror that is slow
    Given v2 answers 3 s late
    When a client requests http://mirror.xinn.cc/ 2 times
    Then every answer is 200
    And every answer came within 2 s

  Example: A mirror that refuses connections
    Given v2 refuses connections
    When a client requests http://mirror.xinn.cc/ 10 times
    Then every answer is 200
