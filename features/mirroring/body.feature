@http @mirroring
Feature: A mirror gets the request's body too, up to a limit
  The body of a mirrored request is kept in memory and sent again. A body longer than maxBodySize goes to the main
  service alone, though the request counts as one of the mirror's share.

  Background:
    Given the manifests "mirroring"

  Example: Both services read the same body
    When a client sends PUT http://mirror.xinn.cc/ with a body of 100,000 bytes
    Then v1 received a body of 100,000 bytes
    And v2 received a body of 100,000 bytes

  Example: A body over the limit is not mirrored
    When in the manifest "mirroring/routes" "port: 80\n    mirrors:" becomes "port: 80\n    maxBodySize: 1000\n    mirrors:"
    And a client sends PUT http://mirror.xinn.cc/ with a body of 1,001 bytes
    Then v1 received a body of 1,001 bytes
    And v2 received 0 requests
