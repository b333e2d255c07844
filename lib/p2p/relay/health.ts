import { createServer, type Server } from 'node:http';

/** What a relay counts: how much, never who. */
export type RelayCounts = {
  readonly people: () => number;
  /** Bytes that went through circuits since the start. */
  readonly circuitBytes: () => number;
  /** Announcements since the start, by what became of them. */
  readonly announcements: () => Readonly<Record<'passed' | 'held', number>>;
};

/**
 * `/health` for a supervisor and `/metrics` in Prometheus' text format, on loopback and a port of their own.
 *
 * @returns the server, listening
 */
export async function serveRelayHealth(port: number, counts: RelayCounts): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url === '/health') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ ok: true, uptimeSeconds: Math.floor(process.uptime()) }));
    } else if (request.url === '/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(metrics(counts));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return server;
}

function metrics({ people, circuitBytes, announcements }: RelayCounts): string {
  const { passed, held } = announcements();
  const { user, system } = process.cpuUsage();
  return `# TYPE nabo_relay_people gauge
nabo_relay_people ${people()}
# TYPE nabo_relay_circuit_bytes_total counter
nabo_relay_circuit_bytes_total ${circuitBytes()}
# TYPE nabo_relay_announcements_total counter
nabo_relay_announcements_total{result="passed"} ${passed}
nabo_relay_announcements_total{result="held"} ${held}
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total ${(user + system) / 1e6}
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes ${process.memoryUsage.rss()}
`;
}
