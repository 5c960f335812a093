// A certified OpenID provider (npm oidc-provider) in the part of the national one, for tests.
// usage: PORT=4100 PORTAL=http://127.0.0.1:5100 SECRET=... node idp.mjs
// POST /_rotate puts a new signing key first and keeps the old one; POST /_rotate_hard throws the old one away.
import http from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const { PORT, PORTAL, SECRET } = process.env;
const ISSUER = `http://127.0.0.1:${PORT}`;
const LEVELS = ['loa1', 'loa2', 'loa3'];

// Invented people. `level` is the highest level of assurance each can reach.
const people = {
  an: { sub: 'p-001', name: 'Nguyễn Văn An', birthdate: '1990-05-12', gender: 'male', identity_number: '051090000001', level: 2 },
  dao: { sub: 'p-002', name: 'Đặng Thị Đào', birthdate: '1985-01-02', gender: 'female', identity_number: '051185000002', level: 1 },
};
const bySubject = Object.fromEntries(Object.values(people).map((person) => [person.sub, person]));

const newKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  alg: 'ES256', use: 'sig', kid: randomBytes(4).toString('hex'),
});
let keys = [newKey()];
let provider;
let answer;

function build() {
  provider = new Provider(ISSUER, {
    clients: [{
      client_id: 'portal',
      client_secret: SECRET,
      redirect_uris: [`${PORTAL}/login/citizens/callback`],
      post_logout_redirect_uris: [`${PORTAL}/logout/citizens/done`],
      backchannel_logout_uri: `${PORTAL}/logout/citizens/backchannel`,
      backchannel_logout_session_required: true,
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
      require_auth_time: true,
    }],
    jwks: { keys },
    acrValues: LEVELS,
    scopes: ['openid', 'profile', 'identity'],
    claims: {
      openid: ['sub'], profile: ['name', 'birthdate', 'gender'], identity: ['identity_number'],
      acr: null, amr: null, auth_time: null, sid: null, iss: null,
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
    // oidc-provider does not call loopback addresses; here the portal is at one
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = `<html><body>${form}<button form="op.logoutForm" name="logout" value="yes">ok</button></body></html>`;
        },
      },
    },
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    async findAccount(context, sub) {
      const person = bySubject[sub];
      return person && { accountId: sub, claims: async () => ({ ...person }) };
    },
    // an identity provider of the state asks no consent for its own portal
    async loadExistingGrant(context) {
      const { client, session, result } = context.oidc;
      const known = result?.consent?.grantId || session.grantIdFor(client.clientId);
      if (known) return context.oidc.provider.Grant.find(known);
      const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile identity');
      await grant.save();
      return grant;
    },
  });
  provider.on('backchannel.error', (context, error) => console.error('backchannel', error.message, error.cause?.message));
  provider.on('server_error', (context, error) => console.error('server', error));
  answer = provider.callback();
}

async function formOf(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

async function interact(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') return response.end('<form method="post"><input name="who"></form>');
  const person = people[(await formOf(request)).get('who')];
  const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  if (!person) return finish({ error: 'access_denied', error_description: 'stopped' });
  const asked = (params.acr_values ?? '').split(' ').map((level) => LEVELS.indexOf(level) + 1).filter((level) => level > 0);
  if (asked.length && Math.min(...asked) > person.level) {
    return finish({ error: 'unmet_authentication_requirements', error_description: 'level' });
  }
  return finish({ login: { accountId: person.sub, acr: LEVELS[person.level - 1], amr: ['pwd'], remember: true } });
}

build();
http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url, ISSUER);
  try {
    if (request.method === 'POST' && pathname.startsWith('/_rotate')) {
      keys = pathname === '/_rotate_hard' ? [newKey()] : [newKey(), keys[0]];
      build();
      return response.end(keys[0].kid);
    }
    if (pathname.startsWith('/interaction/')) return await interact(request, response);
    return answer(request, response);
  } catch (error) {
    response.statusCode = 500;
    return response.end(String(error));
  }
}).listen(+PORT, '127.0.0.1', () => console.log('ready'));
