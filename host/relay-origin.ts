const ADDRESS = /^\/(ip4|ip6|dns[46]?)\/([^/]+)\/tcp\/([0-9]+)\/(ws|wss|tls\/ws)\/p2p\//;

/**
 * The origin that a browser calls for a relay's multiaddr, as a content policy names it: `ws://127.0.0.1:3200`,
 * `wss://relay.example`. `undefined` when it makes no URL.
 */
export function relayOrigin(address: string): string | undefined {
  const [, kind, name = '', port, transport] = ADDRESS.exec(address) ?? [];
  const scheme = transport === 'ws' ? 'ws' : 'wss';
  const text = `${scheme}://${kind === 'ip6' ? `[${name}]` : name}:${port}`;
  return kind !== undefined && URL.canParse(text) ? new URL(text).origin : undefined;
}
