// A strict and independent identity provider, set up to speak as Entra ID does: one tenant in
// the issuer's path, RS256, PKCE required, and the claims tid, oid, ver, roles and acct.
//
// STRICT_PROVIDER in the environment holds JSON: {fd, issuer, client, accounts}.  It listens on
// the socket it is handed, so that its address is known before it starts.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { fd, issuer, client, accounts } = JSON.parse(process.env.STRICT_PROVIDER);
const mount = new URL(issuer).pathname;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'strict-1', use: 'sig', alg: 'RS256' };

const provider = new Provider(issuer, {
  clients: [
    {
      ...client,
      application_type: 'web',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'RS256',
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  jwks: { keys: [jwk] },
  pkce: { required: () => true },
  scopes: ['openid'],
  claims: {
    openid: ['sub', 'tid', 'oid', 'ver', 'roles', 'acct', 'login_hint'],
    profile: ['name', 'preferred_username'],
  },
  conformIdTokenClaims: false,
  cookies: { keys: ['only ever on loopback, for the length of a test'] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) =>
    accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  ttl: { AuthorizationCode: 60, IdToken: 3600, Interaction: 600, Session: 3600, Grant: 3600 },
});

const answer = provider.callback();
const server = createServer((request, response) => {
  if (!request.url.startsWith(`${mount}/`)) {
    response.writeHead(404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(mount.length);
  answer(request, response);
});
server.listen({ fd });
process.on('SIGTERM', () => process.exit(0));
