/**
 * Blocks of BSV's main network since it went its own way: height and hash, one a line. The first is the block that the
 * licence of @bsv/sdk names; the others are where the header files end that @bsv/wallet-toolbox-client 2.1.5 calls
 * validated. `npm run checkpoints` adds one every 2,016 blocks.
 */
export const MAIN = `
556767 000000000000000001d956714215d96ffc00e0afda4cd0a96c96f8d802b1662b
599999 0000000000000000078f57b9a986b53b73f007c6b27b6f16409ca4eda83034e8
699999 000000000000000013abf3ab026610ed70e023476db8ce96f68637acdcbcf3cb
799999 00000000000000000b6ae23bbe9f549844c20943d8c20b8ceedbae8aa1dde8e0
899999 00000000000000000e7dcc27c06ee353bd37260b2e7e664314c204f0324a5087
907629 00000000000000000c119d65afcc66b640e98b839414c7e66d22b428ecb24a43
915511 000000000000000004c5e39626c72e67d669135a7c004ee86f7191e3ed01cdee
`;
