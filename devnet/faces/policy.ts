import { POLICY } from '../rules.ts';

/** What `GET /policy` answers on ARC and Arcade. */
export const describePolicy = (feeSats: number) => ({
  timestamp: new Date().toISOString(),
  policy: {
    maxscriptsizepolicy: POLICY.maxScriptBytes,
    maxtxsigopscountspolicy: POLICY.maxSignatureChecks,
    maxtxsizepolicy: POLICY.maxTxBytes,
    miningFee: { satoshis: feeSats, bytes: POLICY.feeBytes },
    standardFormatSupported: true,
  },
});
