/**
 * What `/version` says. The number decides what clients take for granted, not what is served; it is in the middle of the
 * clients that the lab is for, and one that dispatchers which pick a kubectl by it have.
 */
export const VERSION = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+lab',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-04-23T00:00:00Z',
  goVersion: 'go1.24.2',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;
