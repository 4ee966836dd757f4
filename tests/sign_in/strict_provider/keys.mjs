// The provider's signing keys.  The first signs; all are published.  A rollover is three acts:
// `publish` a new key beside the old, `sign` with it, `retire` the old.

import { generateKeyPairSync } from 'node:crypto';

let made = 0;

function key() {
  made += 1;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: `strict-${made}`, use: 'sig', alg: 'RS256' };
}

export const keys = [key()];

export const rollover = {
  publish: () => keys.push(key()),
  sign: () => keys.unshift(keys.pop()),
  retire: () => keys.splice(1),
};
