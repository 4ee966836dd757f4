// How the provider differs from others, so that it speaks as an Entra ID tenant does: its claims,
// contexts that are asked for by `acrs`, refusals with a code, certificates, tokens for the Graph,
// and signing out with a hidden frame.

import { errors, interactionPolicy } from 'oidc-provider';

const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ESCAPED[letter]);
const wantedContexts = (asked) => [asked?.acrs?.value, ...(asked?.acrs?.values ?? [])].filter(Boolean);

export const CLAIMS = {
  openid: [
    'sub', 'tid', 'oid', 'ver', 'nbf', 'roles', 'groups', 'hasgroups', 'acct', 'idp', 'sid',
    'login_hint',
  ],
  profile: ['name', 'preferred_username'],
  acrs: null,
};

// An account is an object of claims.  `without_contexts` makes it one that no context is given to.
export function finder(accounts) {
  return (_, id, source) => accounts[id] && {
    accountId: id,
    claims: (use, scope, asked) => {
      const { without_contexts: without, ...claims } = accounts[id];
      const contexts = without ? [] : wantedContexts(asked);
      return {
        nbf: Math.floor(Date.now() / 1000),
        sid: source?.sessionUid,
        ...(contexts.length ? { acrs: contexts } : {}),
        sub: id,
        ...claims,
      };
    },
  };
}

// Whoever is asked to meet a context signs in once more; whoever is refused is sent back so.
export function policy(refusals) {
  const { base, Check } = interactionPolicy;
  const prompts = base();
  const { checks } = prompts.get('login');
  checks.add(new Check('context', 'a context asks for the person again', ({ oidc }) => (
    wantedContexts(oidc.claims?.id_token).length > 0 && !oidc.result?.login
  )));
  checks.add(new Check('refused', 'the tenant refuses this account', ({ oidc }) => {
    const refusal = refusals[oidc.session.accountId];
    if (refusal) throw new errors.CustomOIDCProviderError(refusal.error, refusal.description);
    return false;
  }));
  return prompts;
}

// An assertion names the registered certificate, and is made out to the token endpoint alone.
export function certified(thumbprint) {
  return (ctx, claims, header) => {
    if (header['x5t#S256'] !== thumbprint) {
      throw new errors.InvalidClientAuth('AADSTS700027: the certificate is not registered');
    }
    if (claims.aud !== ctx.oidc.urlFor('token')) {
      throw new errors.InvalidClientAuth('AADSTS50027: the audience is not the token endpoint');
    }
  };
}

// The portal's own token is a signed one, for the Graph and nothing else.
export function forTheGraph(resource) {
  return {
    enabled: true,
    defaultResource: (ctx) => (
      ctx.oidc.params.grant_type === 'client_credentials' ? resource : undefined
    ),
    getResourceServerInfo: (ctx) => {
      const scope = `${resource}/.default`;
      if (ctx.oidc.params.scope !== scope) {
        throw new errors.InvalidScope('AADSTS70011: the scope is not valid', ctx.oidc.params.scope);
      }
      return {
        scope,
        audience: resource,
        accessTokenTTL: 3600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      };
    },
  };
}

// After signing out the browser stays for a moment on a page that calls the portal in a hidden
// frame, with `sid` and without `iss`; the provider itself no longer has front-channel sign-out.
export function inAFrame(address) {
  return async (ctx, next) => {
    await next();
    if (ctx.oidc?.route !== 'end_session_confirm' || ctx.status !== 303) return;
    if (!ctx.oidc.session.destroyed) return;
    const sid = encodeURIComponent(ctx.oidc.session.uid);
    const onward = escaped(ctx.response.get('location'));
    ctx.remove('location');
    ctx.status = 200;
    ctx.type = 'html';
    ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed out</title>
<meta http-equiv="refresh" content="1;url=${onward}"></head><body><h1>Signed out</h1>
<iframe src="${escaped(address)}?sid=${sid}" title="Signing out" hidden></iframe>
<a href="${onward}">Go on</a></body></html>`;
  };
}
