import { hashInputs } from './host/launch/inputs.mjs';

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Pictures come from transactions, never from the host.
  images: { unoptimized: true },
  // The same sources give the same build, wherever and whenever it is made.
  generateBuildId: () => hashInputs(import.meta.dirname).slice(0, 16),
  // The build checks what it builds; tests, devnet and host are checked by `npm run typecheck`.
  typescript: { tsconfigPath: 'tsconfig.app.json' },
  // A page waits for its sheets before it shows anything, and each of them costs a slow processor more to ask for than its
  // bytes: all of them are two files, which every route has in its shell anyway.
  experimental: { cssChunking: { type: 'graph', requestCost: 1_000_000 } },
  turbopack: { root: import.meta.dirname },
};

export default config;
