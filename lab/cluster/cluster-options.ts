import type { Resource, ResourceReference } from '../../engine/core.ts';
import type { Clock } from '../../engine/index.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { Registry } from './objects/registry.ts';
import type { PodRuntime } from './pod-runtime.ts';

/** What a cluster is made with. */
export interface ClusterOptions {
  readonly runtime: PodRuntime;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** What the deadlines of those who wait go by; default: the system's. */
  readonly clock?: Pick<Clock, 'after'>;
  /**
   * true: pods are not to run. They start although a Secret that they mount is missing, and Services may lead to ports
   * that containers do not list, as in a cluster. Default: false.
   */
  readonly planned?: boolean;
  /**
   * true: `objects` show nothing before somebody asks the cluster for them, or very much was written, which is spared where
   * nobody does. What was written has its times then; what controllers did has that of the first look, and earlier
   * templates of Deployments are not remembered. Default: false.
   */
  readonly showsLate?: boolean;
  /** Where its objects are kept, for an API to read, write and watch; default: a new one. */
  readonly objects?: ObjectStore;
  /** The kinds that the API serves; default: the built-in ones. */
  readonly registry?: Registry;
}

/** How manifests are applied. */
export interface ApplyOptions {
  /** What findings call a text that comes without a file; default `manifests.yaml`. */
  readonly file?: string;
  /** As kubectl's `--namespace`: for objects that name none; one that names another is refused. */
  readonly namespace?: string;
}

/** All objects of a cluster. */
export interface ClusterResources {
  readonly resources: readonly Resource[];
  /** Objects that were written but are not valid. An earlier valid version may be among the resources. */
  readonly rejected: readonly ResourceReference[];
}
