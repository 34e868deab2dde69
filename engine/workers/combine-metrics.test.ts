import assert from 'node:assert/strict';
import test from 'node:test';
import { combineMetrics } from './combine-metrics.ts';

const first = `# HELP requests_total Requests, all
# TYPE requests_total counter
requests_total{code="200",service="a b"} 3
requests_total{code="404",service="c"} 1

# HELP traefik_config_reloads_total Reloads
# TYPE traefik_config_reloads_total counter
traefik_config_reloads_total 2
`;
const second = `# HELP requests_total Requests, all
# TYPE requests_total counter
requests_total{code="200",service="a b"} 4.5

# HELP seconds Durations
# TYPE seconds histogram
seconds_bucket{le="+Inf"} 2
seconds_sum 0.25

# HELP traefik_config_reloads_total Reloads
# TYPE traefik_config_reloads_total counter
traefik_config_reloads_total 2
`;

test('counts are added by name and labels; a reload in every thread is one reload', () => {
  assert.equal(
    combineMetrics([first, second]),
    `# HELP requests_total Requests, all
# TYPE requests_total counter
requests_total{code="200",service="a b"} 7.5
requests_total{code="404",service="c"} 1

# HELP traefik_config_reloads_total Reloads
# TYPE traefik_config_reloads_total counter
traefik_config_reloads_total 2

# HELP seconds Durations
# TYPE seconds histogram
seconds_bucket{le="+Inf"} 2
seconds_sum 0.25
`,
  );
});

test('the text of one thread stays as it is, and a thread that is gone adds nothing', () => {
  assert.equal(combineMetrics([first, '']), first);
});
