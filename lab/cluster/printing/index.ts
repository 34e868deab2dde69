import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { ageOf, nameOf } from './cells.ts';
import { CONFIGURATION_PRINTERS } from './configuration.ts';
import { printerOfDefinition } from './custom.ts';
import { eventPrinter } from './events.ts';
import { INFRASTRUCTURE_PRINTERS } from './infrastructure.ts';
import { NETWORK_PRINTERS } from './network.ts';
import { podPrinter } from './pods.ts';
import { type Printer, printer } from './printer.ts';
import { WORKLOAD_PRINTERS } from './workloads.ts';

export { formatTable } from './format-table.ts';
export type { Cell, Column, Printer } from './printer.ts';

const BUILT_IN: Readonly<Record<string, Printer>> = {
  pods: podPrinter,
  events: eventPrinter,
  ...WORKLOAD_PRINTERS,
  ...NETWORK_PRINTERS,
  ...CONFIGURATION_PRINTERS,
  ...INFRASTRUCTURE_PRINTERS,
};

const plainPrinter = printer({ Name: nameOf, Age: ageOf });

/**
 * How `kubectl get` shows the objects of a kind: the columns of the real API server's printers; the name and the age of
 * a kind that nobody has defined.
 */
export function printerOf(type: ResourceType | undefined): Printer {
  if (!type) return plainPrinter;
  const { definition } = type;
  if (definition) return printerOfDefinition({ ...type, definition });
  return BUILT_IN[qualifiedName(type)] ?? plainPrinter;
}
