// The official client (@actions/cache) against a server: node client.mjs URL [v1|v2]…
// It swallows failures, so what it returns and the restored bytes are what counts.
import assert from 'node:assert/strict'
import {createHash, randomBytes} from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {token} from './token.mjs'

const [url, ...versions] = process.argv.slice(2)
if (!url) {
  console.error('usage: node client.mjs URL [v1|v2]…')
  process.exit(2)
}

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cacheferry-gha-'))
const workspace = path.join(home, 'workspace')
fs.mkdirSync(workspace)
fs.mkdirSync(path.join(home, 'temp'))
process.chdir(workspace)
process.env.GITHUB_WORKSPACE = workspace
process.env.RUNNER_TEMP = path.join(home, 'temp')
// Any other host than GitHub's forces version 1.
delete process.env.GITHUB_SERVER_URL
delete process.env.ACTIONS_CACHE_MODE

const cache = await import('@actions/cache')

function speak(version) {
  for (const name of ['ACTIONS_CACHE_SERVICE_V2', 'ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL']) {
    delete process.env[name]
  }
  if (version === 'v2') {
    process.env.ACTIONS_CACHE_SERVICE_V2 = 'true'
    process.env.ACTIONS_RESULTS_URL = url
  } else {
    process.env.ACTIONS_CACHE_URL = url
  }
}

const be = scopes => { process.env.ACTIONS_RUNTIME_TOKEN = token(scopes) }

function digest(file) {
  const hash = createHash('sha256')
  const fd = fs.openSync(file)
  const buffer = Buffer.alloc(1 << 20)
  for (let n; (n = fs.readSync(fd, buffer)) > 0;) hash.update(buffer.subarray(0, n))
  fs.closeSync(fd)
  return hash.digest('hex')
}

function fill(file, size) {
  fs.mkdirSync(path.dirname(file), {recursive: true})
  const fd = fs.openSync(file, 'w')
  for (let left = size; left > 0; left -= 1 << 20) {
    fs.writeSync(fd, randomBytes(Math.min(left, 1 << 20)))
  }
  fs.closeSync(fd)
  return digest(file)
}

async function check(version) {
  speak(version)
  const run = `${version}-${Date.now()}-${process.pid}`
  const main = {'refs/heads/main': 3}
  be(main)
  assert.ok(cache.isFeatureAvailable(), `${version}: not available`)

  for (const [name, size] of [['one', 1], ['small', 100_000], ['large', 300 << 20]]) {
    const began = Date.now()
    const key = `${run}-${name}`
    const sum = fill(`${name}/data`, size)
    assert.equal(await cache.restoreCache([name], key), undefined, 'a miss')
    const id = await cache.saveCache([name], key)
    assert.ok(id > 0, `${key} was not saved: ${id}`)
    const saved = Date.now()
    fs.rmSync(name, {recursive: true})
    assert.equal(await cache.restoreCache([name], key), key)
    assert.equal(digest(`${name}/data`), sum, `${key} came back different`)
    console.log(`ok ${version} ${name}: saved in ${saved - began} ms, restored in ${Date.now() - saved} ms`)
    assert.equal(await cache.saveCache([name], key), -1, 'saving again')
  }

  // Restore keys: the newest whose key begins with one of them.
  const first = fill('deps/data', 10)
  assert.ok(await cache.saveCache(['deps'], `${run}-deps-1`) > 0)
  const second = fill('deps/data', 20)
  assert.notEqual(first, second)
  assert.ok(await cache.saveCache(['deps'], `${run}-deps-2`) > 0)
  fs.rmSync('deps', {recursive: true})
  assert.equal(await cache.restoreCache(['deps'], `${run}-deps-3`, [`${run}-none-`, `${run}-deps-`]), `${run}-deps-2`)
  assert.equal(digest('deps/data'), second)
  assert.equal(await cache.restoreCache(['deps'], `${run}-other`, [`${run}-none-`]), undefined)

  // A branch reads what its own scope and the default branch have, and nobody reads a branch's.
  be({'refs/heads/feature': 3, 'refs/heads/main': 1})
  assert.equal(await cache.restoreCache(['deps'], `${run}-deps-1`), `${run}-deps-1`)
  assert.ok(await cache.saveCache(['deps'], `${run}-feature`) > 0)
  be(main)
  assert.equal(await cache.restoreCache(['deps'], `${run}-feature`), undefined, 'a sibling scope')

  // A token that may only read: a warning, and nothing is saved.
  be({'refs/heads/main': 1})
  assert.equal(await cache.saveCache(['deps'], `${run}-read-only`), -1)
  assert.equal(await cache.restoreCache(['deps'], `${run}-deps-1`), `${run}-deps-1`)
  console.log(`ok ${version}`)
}

let status = 0
try {
  for (const version of versions.length ? versions : ['v2', 'v1']) await check(version)
} catch (error) {
  console.error(error)
  status = 1
} finally {
  fs.rmSync(home, {recursive: true, force: true})
}
process.exit(status)
