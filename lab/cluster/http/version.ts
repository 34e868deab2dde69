/**
 * What `/version` says. Clients say no more by it than a warning of `kubectl version`, where it is more than one away from
 * their own: of 1.34, kubectl 1.33 to 1.35 say nothing. Older ones (from 1.27, tried) work as well. A dispatcher that has
 * several kubectl picks one by it, or the one it has by default if it has none of that number.
 */
export const VERSION = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.0+lab',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-08-27T00:00:00Z',
  goVersion: 'go1.24.5',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;
