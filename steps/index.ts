/** For steps of one's own: Cucumber as the lab loads it, so that all steps are registered in one place. */
export {
  After,
  AfterStep,
  Before,
  BeforeStep,
  DataTable,
  defineParameterType,
  defineStep,
  Given,
  Then,
  When,
} from '@cucumber/cucumber';
export { ExpectationError, expect, expectTraffic, rowsOf, servers, trafficStory } from './support/expect.ts';
export { Scenario } from './support/scenario.ts';
