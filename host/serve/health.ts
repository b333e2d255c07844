import type { RequestListener } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Counts answers by class of status. Nothing about who asked or what for. */
export type Counters = {
  readonly answered: (status: number) => void;
  readonly snapshot: () => Readonly<Record<string, number>>;
};

export function createCounters(): Counters {
  const counts: Record<string, number> = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
  return {
    answered: (status) => {
      const name = `${Math.floor(status / 100)}xx`;
      counts[name] = (counts[name] ?? 0) + 1;
    },
    snapshot: () => ({ ...counts }),
  };
}

/** `/health` for a supervisor and `/metrics` in Prometheus' text format, for a loopback port of their own. */
export function createHealthListener(build: string, counters: Counters): RequestListener {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return (request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url === '/health') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ ok: true, build, uptimeSeconds: Math.floor(process.uptime()) }));
    } else if (request.url === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(metrics(counters, delay.percentile(99) / 1e9));
      delay.reset();
    } else {
      response.writeHead(404).end();
    }
  };
}

function metrics(counters: Counters, loopDelaySeconds: number): string {
  const cpu = process.cpuUsage();
  const lines = [
    '# TYPE nabo_http_responses_total counter',
    ...Object.entries(counters.snapshot()).map(
      ([status, n]) => `nabo_http_responses_total{status="${status}"} ${n}`,
    ),
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}`,
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '# TYPE nabo_event_loop_delay_p99_seconds gauge',
    `nabo_event_loop_delay_p99_seconds ${loopDelaySeconds.toFixed(4)}`,
  ];
  return `${lines.join('\n')}\n`;
}
