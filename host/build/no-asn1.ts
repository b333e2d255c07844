/**
 * Stands in for `asn1js` in the workers' scripts. libp2p's keychain reads and writes PEM files of RSA keys with it, which
 * nobody here has, and it would be a fifteenth of the neighbour's script.
 */
const absent = (): never => {
  throw new Error('PEM files are not read here');
};

export {
  absent as fromBER,
  absent as Integer,
  absent as Null,
  absent as ObjectIdentifier,
  absent as OctetString,
  absent as Sequence,
};
