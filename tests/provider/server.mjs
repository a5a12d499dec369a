// An OpenID provider on loopback whose people sign in by saying who they are: in the request (login_hint), or on its
// page. Its accounts come as JSON (subject → claims) in the first argument, where it sends them back to in the second;
// it prints its issuer in a line and ends when its input does.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const accounts = JSON.parse(process.argv[2]);
const claims = [...new Set(Object.values(accounts).flatMap(Object.keys))];
const redirect = process.argv[3];
const door = `<!doctype html><html lang="zh-CN"><link rel="icon" href="data:,"><title>统一身份认证（示例）</title><h1>统一身份认证（示例）</h1>
<form><label>账号 <input name="who" autofocus></label> <button>登录</button></form></html>`;
const keys = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
].map((pair, place) => ({ ...pair.privateKey.export({ format: 'jwk' }), kid: `key-${place}`, use: 'sig' }));
const client = { redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] };

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: 'secretive', client_secret: 'a+secret:with/odd&characters', id_token_signed_response_alg: 'ES256' },
      { ...client, client_id: 'public', token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'RS256' },
    ],
    claims: { openid: ['sub'], profile: claims },
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, subject) =>
      subject in accounts && { accountId: subject, claims: () => ({ sub: subject, ...accounts[subject] }) },
    interactions: { url: () => '/interaction' },
    jwks: { keys },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/interaction')) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const who = params.login_hint ?? new URL(request.url, issuer).searchParams.get('who');
    if (who === null) return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(door);
    if (!(who in accounts)) {
      return provider.interactionFinished(request, response, { error: 'access_denied' });
    }
    const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { login: { accountId: who }, consent });
  });
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
