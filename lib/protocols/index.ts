export { decodeRecord, type Protocol } from './registry.ts';
export {
  protocolRecord,
  type MediaContent,
  type PostContext,
  type ProtocolRecord,
  type RecordKind,
  type RecordOf,
  type ReplyTarget,
  type SignatureClaim,
} from './record.ts';
export {
  encodeDistrictClaim,
  encodeFollow,
  encodeHandleClaim,
  encodeIdentity,
  encodeLike,
  encodeParcelClaim,
  encodePost,
  encodeProfile,
  encodeReply,
  encodeRepost,
  encodeStatement,
  encodeUnfollow,
  encodeUnlike,
  type OutputDraft,
  type PostDraft,
} from './outputs.ts';
export { appendSigma, sigmaMessage } from './sigma.ts';
export { encodeSignature, signedMessageHash } from './signed-message.ts';
export { readAuthor, verifySignature, type Authorship, type SignatureVerdict } from './signature.ts';
export { SIGNATURE_FAULTS, type SignatureFault } from './signature-fault.ts';
