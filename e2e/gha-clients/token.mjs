// Unsigned tokens as a job gets them in ACTIONS_RUNTIME_TOKEN; a server on loopback takes them.
const part = value => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with these scopes: {'refs/heads/main': 3} (1 read, 2 write, 3 both). */
export function token(scopes) {
  const ac = Object.entries(scopes).map(([Scope, Permission]) => ({Scope, Permission}))
  const now = Math.floor(Date.now() / 1000)
  const claims = {ac: JSON.stringify(ac), nbf: now - 60, exp: now + 6 * 3600, repository_id: '1'}
  return `${part({alg: 'none', typ: 'JWT'})}.${part(claims)}.`
}

// As a program: node token.mjs SCOPE=PERMISSION… prints one.
if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(token(Object.fromEntries(process.argv.slice(2).map(arg => {
    const [scope, permission] = arg.split('=')
    return [scope, Number(permission)]
  }))))
}
