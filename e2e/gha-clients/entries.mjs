// cacheferry's type=gha against the official client and a strict blob server:
// node entries.mjs PROGRAM [URL]. Without URL the service is azurite behind a stub; with it, one that is up.
import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {createHash, randomBytes} from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {start} from './azurite.mjs'
import {token} from './token.mjs'

const [program, given] = process.argv.slice(2)
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cacheferry-entries-'))
const VERSION = createHash('sha256').update('|go-actionscache-1.0').digest('hex')
const sha256 = bytes => 'sha256:' + createHash('sha256').update(bytes).digest('hex')
const run = `${Date.now()}`

/** A layout with a layer of this many random bytes, and one small layer, for a cache of two steps. */
function layout(directory, size) {
  const blobs = path.join(directory, 'blobs/sha256')
  fs.mkdirSync(blobs, {recursive: true})
  const store = (mediaType, bytes, annotations) => {
    const digest = sha256(bytes)
    fs.writeFileSync(path.join(blobs, digest.slice(7)), bytes)
    return {mediaType, digest, size: bytes.length, ...(annotations && {annotations})}
  }
  const layer = bytes => store('application/vnd.oci.image.layer.v1.tar', bytes, {
    'containerd.io/uncompressed': sha256(bytes), 'buildkit/createdat': '2026-01-02T03:04:05.6Z'
  })
  const layers = [layer(randomBytes(size)), layer(randomBytes(1000))]
  const createdAt = '2026-01-02T03:04:05.6Z'
  const config = store('application/vnd.buildkit.cacheconfig.v0', Buffer.from(JSON.stringify({
    layers: [{blob: layers[0].digest, parent: -1}, {blob: layers[1].digest}],
    records: [
      {digest: sha256('root')},
      {layers: [{layer: 0, createdAt}], digest: sha256('first'), inputs: [[{link: 0}]]},
      {layers: [{layer: 1, createdAt}], digest: sha256('second'), inputs: [[{link: 1}]]}
    ]
  })))
  const manifest = store('application/vnd.oci.image.manifest.v1+json', Buffer.from(JSON.stringify({
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers
  })))
  fs.writeFileSync(path.join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  fs.writeFileSync(path.join(directory, 'index.json'), JSON.stringify({
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{...manifest, annotations: {'org.opencontainers.image.ref.name': 'latest'}}]
  }))
  return layers
}

/** Asynchronous: the service may be in this process. */
function ferry(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, GITHUB_ACTIONS: ''}})
    let out = ''
    let err = ''
    child.stdout.on('data', chunk => { out += chunk })
    child.stderr.on('data', chunk => { err += chunk })
    child.on('close', code => code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`${args.join(' ')}: ${code}\n${err}`)))
  })
}

async function check(service) {
  const jwt = token({'refs/heads/main': 3})
  const gha = (scope, more = '') => `type=gha,version=2,url_v2=${service.url},url=${service.url},token=${jwt},scope=${scope}-${run}${more}`
  const saved = path.join(home, 'saved')
  const layers = layout(saved, 40 << 20)
  const same = directory => {
    for (const {digest} of layers) {
      const name = `blobs/sha256/${digest.slice(7)}`
      assert.ok(fs.readFileSync(path.join(saved, name)).equals(fs.readFileSync(path.join(directory, name))), digest)
    }
  }
  const save = (scope, ...more) => ferry('export', '--dir', saved, '--cache-to', gha(scope), '--on-error', 'fail', '-o', 'json', ...more)
  const fetchTo = async (scope, directory) => {
    await ferry('import', '--cache-from', gha(scope), '--dir', path.join(home, directory), '--fail-on-miss', '-o', 'json')
    same(path.join(home, directory))
  }

  // Uploads in blocks, with refusals in between; downloads that break off.
  service.faults = {refuse: 2}
  assert.equal((await save('ours')).outcome, 'saved')
  service.faults = {cut: 2}
  await fetchTo('ours', 'back')
  if (service.log) {
    const of = (method, comp) => service.log.filter(each => each.method === method && each.comp === comp).length
    assert.ok(of('PUT', 'block') >= 5, 'blocks')
    assert.ok(of('PUT', 'blocklist') >= 1, 'a list of blocks')
    assert.ok(service.log.some(each => each.method === 'GET' && each.range), 'ranges')
    assert.equal(service.faults.cut, 0, 'connections were cut')
    console.log(`ok azurite: ${of('PUT', 'block')} blocks, cut and refused, are the bytes that were saved`)
  }

  // Through the official client's own code: it downloads what we saved and saves it under other names.
  process.env.ACTIONS_RESULTS_URL = service.url
  process.env.ACTIONS_RUNTIME_TOKEN = jwt
  process.env.ACTIONS_CACHE_SERVICE_V2 = 'true'
  const internal = name => import(new URL(`node_modules/@actions/cache/lib/internal/${name}`, import.meta.url).href)
  const {internalCacheTwirpClient} = await internal('shared/cacheTwirpClient.js')
  const {downloadCache, saveCache} = await internal('cacheHttpClient.js')
  const client = internalCacheTwirpClient()
  const read = async (key, restoreKeys = []) => {
    const found = await client.GetCacheEntryDownloadURL({key, restoreKeys, version: VERSION})
    assert.ok(found.ok, `no entry ${key}`)
    const file = path.join(home, 'entry')
    await downloadCache(found.signedDownloadUrl, file)
    return {key: found.matchedKey, bytes: fs.readFileSync(file)}
  }
  const write = async (key, bytes) => {
    const file = path.join(home, 'entry')
    fs.writeFileSync(file, bytes)
    const made = await client.CreateCacheEntry({key, version: VERSION})
    assert.ok(made.ok, key)
    await saveCache(-1, file, made.signedUploadUrl,
      {uploadChunkSize: 64 << 20, uploadConcurrency: 8, useAzureSdk: true, archiveSizeBytes: bytes.length})
    assert.ok((await client.FinalizeCacheEntryUpload({key, version: VERSION, sizeBytes: `${bytes.length}`})).ok, key)
  }
  service.faults = {}
  for (const {digest} of layers) {
    const entry = await read(`buildkit-blob-1-${digest}`)
    assert.equal(sha256(entry.bytes), digest)
  }
  const base = scope => `index-${scope}-${run}-1-${createHash('sha256').update('refs/heads/main').digest('hex').slice(0, 8)}`
  const index = await read(base('ours'), [base('ours')])
  assert.equal(index.key, `${base('ours')}#1`)
  console.log('ok @actions/cache downloads the entries that cacheferry saved')

  // A blob that only the official client has saved.
  const theirs = randomBytes(5 << 20)
  const diff = sha256(theirs)
  await write(`buildkit-blob-1-${diff}`, theirs)
  const config = JSON.parse(index.bytes)
  config.layers.push({blob: diff, parent: -1, annotations: {mediaType: 'application/vnd.oci.image.layer.v1.tar', diffID: diff, size: theirs.length, createdAt: '2026-01-02T03:04:05Z'}})
  config.records.push({layers: [{layer: config.layers.length - 1, createdAt: '2026-01-02T03:04:05Z'}], digest: sha256('third'), inputs: [[{link: 0}]]})
  await write(`${base('theirs')}#1`, Buffer.from(JSON.stringify(config)))
  await fetchTo('theirs', 'theirs')
  assert.ok(fs.readFileSync(path.join(home, 'theirs/blobs/sha256', diff.slice(7))).equals(theirs))
  console.log('ok cacheferry reads the entries that @actions/cache saved')
}

let status = 0
let service
try {
  service = given ? {url: given} : await start(home)
  await check(service)
} catch (error) {
  console.error(error)
  status = 1
} finally {
  await service?.stop?.()
  fs.rmSync(home, {recursive: true, force: true})
}
process.exit(status)
