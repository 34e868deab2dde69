export { MemoryNetwork } from './memory-network.ts';
export { VirtualClock } from './virtual-clock.ts';
