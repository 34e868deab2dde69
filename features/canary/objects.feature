@http @kubernetes
Feature: The objects of a canary are seen as kubectl shows them

  Background:
    Given the manifests "canary"

  Example: Both apps run
    Then the table of pods in namespace "test-pod" lists:
      | NAME           | READY | STATUS  | RESTARTS | AGE  |
      | appv1-.*       | 1/1   | Running | 0        | \d+s |
      | appv2-.*       | 1/1   | Running | 0        | \d+s |

  Example: The weighted service is listed with its age
    Then the table of traefikservices in namespace "test-pod" lists:
      | NAME    | AGE  |
      | app-wrr | \d+s |
