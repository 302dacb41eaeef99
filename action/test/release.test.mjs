// A release from a server of files that stands in for GitHub.
import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import {test} from 'node:test'
import {ROOT} from './runner.mjs'
import {job, scratch} from './service.mjs'

const VERSION = '9.8.7'
const PATHS = `/acme/cacheferry/releases/download/v${VERSION}/cacheferry-${VERSION}.tar.gz`

/** A release that only tells that it was run. */
function archive(home) {
  const dir = path.join(home, `cacheferry-${VERSION}`)
  fs.mkdirSync(dir)
  fs.writeFileSync(path.join(dir, 'cacheferry'), '#!/bin/sh\necho "released $*" >&2\n', {mode: 0o755})
  const packed = spawnSync('tar', ['-czf', path.join(home, 'packed.tar.gz'), '-C', home, path.basename(dir)])
  assert.equal(packed.status, 0)
  return fs.readFileSync(path.join(home, 'packed.tar.gz'))
}

/** Answers by the table of paths; what the table lacks is 404. */
async function files(t, table) {
  const asked = []
  const server = http.createServer((request, response) => {
    asked.push(request.url)
    const answer = table[request.url] ?? {status: 404}
    if (answer.silent) return
    if (answer.location) return response.writeHead(302, {location: answer.location}).end()
    response.writeHead(answer.status ?? 200).end(answer.body)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  return {url: `http://127.0.0.1:${server.address().port}`, asked}
}

const sum = bytes => ({body: `${createHash('sha256').update(bytes).digest('hex')}  cacheferry-${VERSION}.tar.gz\n`})

async function use(home, url, inputs = {version: VERSION}, env = {}) {
  const each = job(home, 'http://127.0.0.1:9/', {env: {GITHUB_SERVER_URL: url, ...env}})
  const step = await each.uses(ROOT, {inputs: {'cache-from': 'type=gha', 'cache-to': 'type=gha', ...inputs}, repository: 'acme/cacheferry'})
  return {each, step}
}

test('a release is downloaded once a machine', async t => {
  const home = scratch(t)
  const bytes = archive(home)
  const {url, asked} = await files(t, {[PATHS]: {location: '/elsewhere'}, '/elsewhere': {body: bytes}, [`${PATHS}.sha256`]: sum(bytes)})
  const tools = {RUNNER_TOOL_CACHE: path.join(home, 'tools')}
  const first = await use(home, url, {version: `v${VERSION}`}, tools)
  assert.equal(first.step.code, 0, first.step.log)
  assert.match(first.step.log, /released import --cache-from=type=gha/)
  assert.equal(first.each.path.length, 1)
  const [post] = await first.each.finish()
  assert.match(post.log, /released export --cache-to=type=gha/)
  assert.equal(asked.length, 3)

  const second = await use(home, url, {version: VERSION}, tools)
  assert.match(second.step.log, /released import/)
  assert.equal(asked.length, 3)
  assert.deepEqual(fs.readdirSync(path.join(home, 'tools/cacheferry')), [VERSION])
})

test('a download that is not what its checksum says is a failure, and not kept', async t => {
  const home = scratch(t)
  const {url} = await files(t, {[PATHS]: {body: archive(home)}, [`${PATHS}.sha256`]: sum('other')})
  const {each, step} = await use(home, url)
  assert.equal(step.code, 1)
  assert.match(step.errors[0], /not what its checksum says/)
  assert.deepEqual(fs.readdirSync(path.join(each.home, 'tools/cacheferry')), [])
  assert.deepEqual((await each.finish()).map(post => [post.code, post.outputs]), [[0, {}]])
})

test('a version that is not there is a failure', async t => {
  const home = scratch(t)
  const {url, asked} = await files(t, {})
  const {step} = await use(home, url)
  assert.equal(step.code, 1)
  assert.match(step.errors[0], /v9\.8\.7.*404/)
  assert.equal(asked.length, 1)
})

test('a directory for tools that cannot be written is a warning, and the build goes on', async t => {
  const home = scratch(t)
  const bytes = archive(home)
  const {url} = await files(t, {[PATHS]: {body: bytes}, [`${PATHS}.sha256`]: sum(bytes)})
  fs.writeFileSync(path.join(home, 'file'), '')
  const {step} = await use(home, url, {version: VERSION}, {RUNNER_TOOL_CACHE: path.join(home, 'file')})
  assert.equal(step.code, 0, step.log)
  assert.match(step.warnings[0], /Could not keep cacheferry in .*file.*goes on without a cache/)
  assert.doesNotMatch(step.log, /at .*program\.js/)
})

test('a server that is down is a warning, and the build goes on', async t => {
  const home = scratch(t)
  const {url, asked} = await files(t, {[`${PATHS}.sha256`]: {status: 503}})
  const {each, step} = await use(home, url)
  assert.equal(step.code, 0, step.log)
  assert.match(step.warnings[0], /503.*goes on without a cache/)
  assert.equal(asked.length, 3)
  assert.deepEqual((await each.finish()).map(post => post.code), [0])
  const strict = await use(home, 'http://127.0.0.1:9', {version: VERSION, 'fail-on-miss': 'true'})
  assert.equal(strict.step.code, 1)
})

test('a server that does not answer costs no more than the time budget', async t => {
  const home = scratch(t)
  const bytes = archive(home)
  const {url, asked} = await files(t, {[PATHS]: {silent: true}, [`${PATHS}.sha256`]: sum(bytes)})
  const begun = Date.now()
  const {step} = await use(home, url, {version: VERSION, 'time-budget': '1s500ms'})
  assert.ok(Date.now() - begun < 20_000)
  assert.equal(step.code, 0, step.log)
  assert.match(step.warnings[0], /Could not download .*goes on without a cache/)
  assert.ok(asked.length <= 2, asked.join())
})

test('what is half there is replaced, and what another job put there is used', async t => {
  const home = scratch(t)
  const bytes = archive(home)
  const {url} = await files(t, {[PATHS]: {body: bytes}, [`${PATHS}.sha256`]: sum(bytes)})
  const tools = {RUNNER_TOOL_CACHE: path.join(home, 'tools')}
  const there = path.join(home, 'tools/cacheferry', VERSION, process.arch)
  fs.mkdirSync(path.join(there, 'lib'), {recursive: true})
  const steps = await Promise.all([1, 2, 3].map(() => use(home, url, {version: VERSION}, tools)))
  for (const {step} of steps) {
    assert.equal(step.code, 0, step.log)
    assert.match(step.log, /released import/)
  }
  assert.deepEqual(fs.readdirSync(there).sort(), ['.complete', 'cacheferry'])
  assert.deepEqual(fs.readdirSync(path.join(home, 'tools/cacheferry')), [VERSION])
})

test('the archive that the build makes is one that runs', async t => {
  const home = scratch(t)
  const target = path.join(ROOT, 'cli/target')
  const name = fs.readdirSync(target).find(each => /^cacheferry-.*\.tar\.gz$/.test(each))
  assert.ok(name, `no archive in ${target}: mvn package makes it`)
  const version = name.slice('cacheferry-'.length, -'.tar.gz'.length)
  const at = `/acme/cacheferry/releases/download/v${version}/${name}`
  const {url} = await files(t, {
    [at]: {body: fs.readFileSync(path.join(target, name))},
    [`${at}.sha256`]: {body: fs.readFileSync(path.join(target, `${name}.sha256`))}
  })
  const {each, step} = await use(home, url, {version, 'cache-from': `type=local,src=${home}/none`, 'cache-to': `type=local,dest=${home}/none`})
  assert.equal(step.code, 0, step.log)
  assert.match(step.log, /miss: no source has a cache/)
  const run = await each.run('cacheferry --version')
  assert.match(run.log, new RegExp(`^cacheferry ${version}`))
  assert.deepEqual(fs.readdirSync(path.dirname(each.path[0])), [process.arch])
  assert.deepEqual(fs.readdirSync(each.path[0]).filter(file => file.endsWith('.jsa')), [])
})

test('at a commit that is no release the program is built, where Maven is', async t => {
  const home = scratch(t)
  const checkout = path.join(home, 'checkout')
  for (const name of ['action.yml', 'action', 'cacheferry', 'pom.xml']) fs.cpSync(path.join(ROOT, name), path.join(checkout, name), {recursive: true})
  const bin = path.join(home, 'bin')
  fs.mkdirSync(bin)
  const lib = path.join(ROOT, 'cli/target/cacheferry/lib')
  fs.writeFileSync(path.join(bin, 'mvn'), `#!/bin/sh\nmkdir -p cli/target/cacheferry && cp -r '${lib}' cli/target/cacheferry/lib\n`, {mode: 0o755})
  const inputs = {'cache-from': `type=local,src=${home}/none`}
  const building = job(home, 'http://127.0.0.1:9/', {env: {PATH: `${bin}:${process.env.PATH}`}})
  const step = await building.uses(checkout, {inputs, repository: 'acme/cacheferry'})
  assert.equal(step.code, 0, step.log)
  assert.match(step.log, /-SNAPSHOT, built here with Maven/)
  assert.match(step.log, /miss: no source has a cache/)

  fs.rmSync(path.join(checkout, 'cli'), {recursive: true})
  fs.rmSync(path.join(bin, 'mvn'))
  const java = process.env.PATH.split(':').map(each => path.join(each, 'java')).find(each => fs.existsSync(each))
  fs.symlinkSync(java, path.join(bin, 'java'))
  const without = await job(home, 'http://127.0.0.1:9/', {env: {PATH: bin}}).uses(checkout, {inputs, repository: 'acme/cacheferry'})
  assert.equal(without.code, 1)
  assert.match(without.errors[0], /there is no release, and there is no mvn/)

  const nothing = await job(home, 'http://127.0.0.1:9/', {env: {PATH: '/nowhere'}}).uses(checkout, {inputs})
  assert.match(nothing.errors[0], /needs Java 17 or newer[^]*actions\/setup-java@v5/)
})

test('a proxy is used where Node knows proxies', async t => {
  const home = scratch(t)
  const bytes = archive(home)
  const {url} = await files(t, {[PATHS]: {body: bytes}, [`${PATHS}.sha256`]: sum(bytes)})
  let used = 0
  const pass = (from, to) => from.on('error', () => to.destroy()).pipe(to)
  const proxy = http.createServer((request, response) => {
    used++
    http.get(request.url, answer => answer.pipe(response))
  })
  proxy.on('connect', (request, socket) => {
    used++
    const far = net.connect(Number(request.url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      pass(socket, far)
      pass(far, socket)
    })
  })
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve))
  t.after(() => { proxy.closeAllConnections(); proxy.close() })
  const {step} = await use(home, url, {version: VERSION}, {HTTP_PROXY: `http://127.0.0.1:${proxy.address().port}`})
  assert.equal(step.code, 0, step.log)
  assert.equal(used > 0, Number(process.versions.node.split('.')[0]) >= 24)
})

test('nothing is downloaded without TLS', async t => {
  const home = scratch(t)
  const {url} = await files(t, {[`${PATHS}.sha256`]: {location: 'http://example.invalid/x'}})
  const {step} = await use(home, url)
  assert.equal(step.code, 1)
  assert.match(step.errors[0], /example\.invalid is not asked over TLS/)
})
