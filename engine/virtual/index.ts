export { MemoryNetwork } from './memory-network.ts';
export { VirtualClock, VirtualDeadlockError } from './virtual-clock.ts';
