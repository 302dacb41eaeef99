// GitHub's service as it is built: the three methods over the blobs of a block-blob server, here Microsoft's
// emulator (azurite), which is as strict with signatures, blocks and ranges as the real one. Blobs are reached
// through this server, so that it can break connections.
import {createHmac, randomUUID} from 'node:crypto'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'

const ACCOUNT = 'devstoreaccount1'
// The emulator's well-known key.
const KEY = Buffer.from('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==', 'base64')
const CONTAINER = 'actions-cache'
const VERSION = '2021-12-02'
const hmac = text => createHmac('sha256', KEY).update(text).digest('base64')

/** Starts both; the answer has url, faults (to be set), log and stop(). */
export async function start(directory) {
  const {azurite, port} = await emulator(path.join(directory, 'azurite'))
  const entries = new Map()
  const state = {faults: {}, log: []}
  const server = http.createServer((request, answer) => {
    if (request.url.startsWith('/twirp/')) twirp(request, answer, entries, state)
    else forward(request, answer, port, state)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${server.address().port}/`
  state.stop = async () => {
    server.close()
    server.closeAllConnections()
    if (azurite.exitCode !== null) return
    const ended = once(azurite, 'exit')
    azurite.kill()
    await ended // until then it writes to its directory
  }
  return state
}

/** Starts the emulator at a port that was free a moment ago, and at another if it has been taken since. */
async function emulator(location, tries = 5) {
  const port = await freePort()
  const main = new URL('node_modules/azurite/dist/src/blob/main.js', import.meta.url).pathname
  const azurite = spawn(process.execPath, [main, '--blobHost', '127.0.0.1', '--blobPort', String(port),
    '--location', location, '--disableTelemetry', '--silent', '--skipApiVersionCheck'],
  {stdio: ['ignore', 'ignore', 'inherit']})
  try {
    await createContainer(port, azurite)
    return {azurite, port}
  } catch (error) {
    if (azurite.exitCode !== null && tries > 1) return emulator(location, tries - 1)
    azurite.kill()
    throw error
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function createContainer(port, azurite) {
  const date = new Date().toUTCString()
  const resource = `/${ACCOUNT}/${ACCOUNT}/${CONTAINER}`
  const text = `PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:${date}\nx-ms-version:${VERSION}\n${resource}\nrestype:container`
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/${ACCOUNT}/${CONTAINER}?restype=container`, {
        method: 'PUT',
        headers: {'x-ms-date': date, 'x-ms-version': VERSION, authorization: `SharedKey ${ACCOUNT}:${hmac(text)}`}
      })
      if (answer.status !== 201) throw new Error(`azurite: ${answer.status} ${await answer.text()}`)
      return
    } catch (error) {
      if (error.message.startsWith('azurite') || tries > 1200 || azurite.exitCode !== null) throw error
      await pause(100)
    }
  }
}

/** A URL that allows this on the blob (a service SAS). */
function sign(base, blob, permissions, minutes) {
  const until = new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, '')
  const parts = [permissions, '', until, `/blob/${ACCOUNT}/${CONTAINER}/${blob}`, '', '', '', VERSION, 'b', '', '', '', '', '', '', '']
  const query = new URLSearchParams({sv: VERSION, se: until, sr: 'b', sp: permissions, sig: hmac(parts.join('\n'))})
  return `${base}${ACCOUNT}/${CONTAINER}/${blob}?${query}`
}

async function twirp(request, answer, entries, state) {
  let body = ''
  for await (const chunk of request) body += chunk
  const asked = JSON.parse(body)
  const method = request.url.split('/').pop()
  state.log.push({method, key: asked.key})
  const name = `${asked.version} ${asked.key}`
  const say = (status, value) => {
    answer.writeHead(status, {'content-type': 'application/json'})
    answer.end(JSON.stringify(value))
  }
  if (method === 'CreateCacheEntry') {
    if (entries.has(name)) return say(409, {code: 'already_exists', msg: 'cache entry with the same key, version, and scope already exists'})
    const entry = {blob: randomUUID(), key: asked.key, version: asked.version, id: entries.size + 1, ready: 0}
    entries.set(name, entry)
    return say(200, {ok: true, signed_upload_url: sign(state.url, entry.blob, 'cw', 60)})
  }
  if (method === 'FinalizeCacheEntryUpload') {
    const entry = entries.get(name)
    const head = entry && await fetch(sign(state.url, entry.blob, 'r', 10), {method: 'HEAD'})
    if (!head?.ok || head.headers.get('content-length') !== String(asked.size_bytes)) {
      return say(404, {code: 'not_found', msg: `no upload of ${asked.size_bytes} bytes`})
    }
    entry.ready = Date.now() + entry.id / 1e6
    return say(200, {ok: true, entry_id: String(entry.id)})
  }
  const ready = [...entries.values()].filter(entry => entry.ready && entry.version === asked.version)
  for (const key of [asked.key, ...(asked.restore_keys ?? [])]) {
    const exact = ready.find(entry => entry.key === key)
    const found = exact ?? (asked.restore_keys?.includes(key)
      ? ready.filter(entry => entry.key.startsWith(key)).sort((a, b) => b.ready - a.ready)[0]
      : undefined)
    if (found) return say(200, {ok: true, signed_download_url: sign(state.url, found.blob, 'r', 10), matched_key: found.key})
  }
  say(200, {ok: false})
}

/** Hands a request to azurite; faults: refuse (so many PUTs get 503), cut (so many GETs break off half-way). */
function forward(request, answer, port, state) {
  const {faults} = state
  const query = new URL(request.url, state.url).searchParams
  state.log.push({method: request.method, comp: query.get('comp'), range: request.headers.range ?? request.headers['x-ms-range']})
  if (request.method === 'PUT' && faults.refuse > 0) {
    faults.refuse--
    request.resume()
    request.on('end', () => answer.writeHead(503, {'x-ms-error-code': 'ServerBusy'}).end())
    return
  }
  const onward = http.request({host: '127.0.0.1', port, path: request.url, method: request.method,
    headers: {...request.headers, host: `127.0.0.1:${port}`}}, reply => {
    answer.writeHead(reply.statusCode, reply.headers)
    const length = Number(reply.headers['content-length'])
    if (request.method === 'GET' && faults.cut > 0 && length > 1 << 20) {
      faults.cut--
      let left = length / 2
      reply.on('data', chunk => {
        left -= chunk.length
        answer.write(chunk)
        if (left < 0) answer.destroy()
      })
      return
    }
    reply.pipe(answer)
  })
  onward.on('error', () => answer.destroy())
  request.pipe(onward)
}
