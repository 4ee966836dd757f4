// A strict and independent identity provider, set up to speak as Entra ID does: one tenant in
// the issuer's path, RS256, PKCE required, and the rest as `entra.mjs` says.
//
// STRICT_PROVIDER in the environment holds JSON: {fd, control, issuer, client, thumbprint,
// accounts, refusals, frontChannel, graph}.  It listens on the socket `fd` that it is handed, so
// that its address is known before it starts, and on the socket `control` for what tests command:
// POST /keys/publish, /keys/sign, /keys/retire, and /accounts or /refusals with JSON to merge.
// What is asked under /graph/ is passed on to the address in `graph`.

import { createServer, request as ask } from 'node:http';
import Provider from 'oidc-provider';
import {
  CLAIMS, certified, finder, forTheGraph, inAFrame, policy,
} from './entra.mjs';
import { keys, rollover } from './keys.mjs';
import { Storage } from './storage.mjs';

const told = JSON.parse(process.env.STRICT_PROVIDER);
const { issuer, client, accounts, refusals } = told;
const mount = new URL(issuer).pathname;

function made() {
  const provider = new Provider(issuer, {
    adapter: Storage,
    clients: [
      {
        token_endpoint_auth_method: 'client_secret_post',
        ...client,
        application_type: 'web',
        grant_types: ['authorization_code', 'client_credentials'],
        response_types: ['code'],
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys },
    pkce: { required: () => true },
    scopes: ['openid'],
    claims: CLAIMS,
    conformIdTokenClaims: false,
    cookies: { keys: ['only ever on loopback, for the length of a test'] },
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256'] },
    assertJwtClientAuthClaimsAndHeader: certified(told.thumbprint),
    features: {
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: forTheGraph(`${new URL(issuer).origin}/graph`),
      rpInitiatedLogout: { enabled: true },
    },
    findAccount: finder(accounts),
    interactions: { policy: policy(refusals) },
    ttl: {
      AuthorizationCode: 60, ClientCredentials: 3600, Grant: 3600, IdToken: 3600, Interaction: 600,
      Session: 3600,
    },
  });
  if (told.frontChannel) provider.use(inAFrame(told.frontChannel));
  return provider.callback();
}

let answer = made();

function passOn(request, response) {
  const { hostname, port } = new URL(told.graph);
  const { method, url: path, headers } = request;
  const further = ask({ hostname, port, path, method, headers }, (back) => {
    response.writeHead(back.statusCode, back.headers);
    back.on('error', () => response.destroy());
    back.pipe(response);
  });
  further.on('error', () => request.socket.destroy());
  request.pipe(further);
}

const server = createServer((request, response) => {
  if (told.graph && request.url.startsWith('/graph/')) {
    passOn(request, response);
    return;
  }
  if (!request.url.startsWith(`${mount}/`)) {
    response.writeHead(404).end();
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(mount.length);
  answer(request, response);
});
server.listen({ fd: told.fd });

const commands = {
  '/accounts': (json) => Object.assign(accounts, json),
  '/refusals': (json) => Object.assign(refusals, json),
};
for (const [name, act] of Object.entries(rollover)) {
  commands[`/keys/${name}`] = () => {
    act();
    answer = made();
  };
}

createServer(async (request, response) => {
  const command = request.method === 'POST' && commands[request.url];
  let text = '';
  for await (const piece of request) text += piece;
  if (command) command(JSON.parse(text || '{}'));
  response.writeHead(command ? 204 : 404).end();
}).listen({ fd: told.control });

process.on('SIGTERM', () => process.exit(0));
