// The action in jobs as the runner runs it, with the real program against `cacheferry serve gha`.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import {test} from 'node:test'
import {ROOT} from './runner.mjs'
import {built, job, scratch, serve} from './service.mjs'

const inputs = {'cache-from': 'type=gha,scope=app', 'cache-to': 'type=gha,scope=app'}

test('the first job misses and saves, the second hits', async t => {
  const home = scratch(t)
  const url = await serve(t, home)

  const first = job(home, url)
  const miss = await first.uses(ROOT, {id: 'cache', inputs})
  assert.equal(miss.code, 0, miss.log)
  assert.equal(miss.outputs['cache-hit'], 'false')
  assert.equal(miss.outputs['cache-from'], '')
  assert.equal(miss.outputs['cache-to'], `type=local,dest=${miss.outputs.dir},mode=max`)
  assert.equal(miss.outputs.flags, `--cache-to ${miss.outputs['cache-to']}`)
  built(miss.outputs)
  const [saved] = await first.finish()
  assert.equal(saved.code, 0, saved.log)
  assert.equal(saved.outputs.outcome, 'saved')
  assert.match(saved.log, /^saved: gha scope app-main/m)
  assert.equal(first.status, 'success')

  const second = job(home, url)
  const hit = await second.uses(ROOT, {inputs})
  assert.equal(hit.code, 0, hit.log)
  assert.equal(hit.outputs['cache-hit'], 'true')
  assert.equal(hit.outputs['cache-matched-scope'], 'main')
  assert.equal(hit.outputs['cache-from'], `type=local,src=${hit.outputs.dir}`)
  assert.equal(hit.outputs.flags, `--cache-from ${hit.outputs['cache-from']} --cache-to ${hit.outputs['cache-to']}`)
  assert.ok(Number(hit.outputs.bytes) > 1000, hit.outputs.bytes)
  assert.ok(fs.existsSync(path.join(hit.outputs.dir, 'index.json')))
  assert.match(second.summary, /\| restored \|/)
  const [again] = await second.finish()
  assert.match(again.outputs.outcome, /^(saved|unchanged)$/)
  assert.deepEqual([...hit.warnings, ...again.warnings], [])
})

test('a branch hits what the default branch saved, and saves beside it', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const main = job(home, url)
  built((await main.uses(ROOT, {inputs})).outputs)
  await main.finish()

  const branch = job(home, url, {
    scopes: {'refs/heads/topic': 3, 'refs/heads/main': 1},
    env: {GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic'}
  })
  const hit = await branch.uses(ROOT, {inputs})
  assert.equal(hit.outputs['cache-hit'], 'false')
  assert.equal(hit.outputs['cache-matched-scope'], 'main')
  assert.notEqual(hit.outputs['cache-from'], '')
  const [saved] = await branch.finish()
  assert.equal(saved.outputs.outcome, 'saved')
})

test('a token that may only read is one warning in a green job', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const reader = job(home, url, {scopes: {'refs/heads/main': 1}})
  const step = await reader.uses(ROOT, {inputs})
  assert.deepEqual(step.warnings, [])
  built(step.outputs)
  const [post] = await reader.finish()
  assert.equal(post.code, 0, post.log)
  assert.equal(post.outputs.outcome, 'skipped-readonly')
  assert.equal(post.warnings.length, 1, post.log)
  assert.equal(reader.status, 'success')
})

test('a service that cannot be reached is two warnings in a green job', async t => {
  const home = scratch(t)
  const lonely = job(home, 'http://127.0.0.1:9/')
  const step = await lonely.uses(ROOT, {inputs: {...inputs, 'time-budget': '2s'}})
  assert.equal(step.code, 0, step.log)
  assert.equal(step.warnings.length, 1, step.log)
  assert.equal(step.outputs['cache-from'], '')
  built(step.outputs)
  const [post] = await lonely.finish()
  assert.equal(post.code, 0, post.log)
  assert.equal(post.warnings.length, 1, post.log)
  assert.equal(lonely.status, 'success')

  const strict = job(home, 'http://127.0.0.1:9/')
  built((await strict.uses(ROOT, {inputs: {...inputs, 'time-budget': '2s', 'on-error': 'fail'}})).outputs)
  const [failed] = await strict.finish()
  assert.notEqual(failed.code, 0)
})

test('a program that cannot be started is a warning each in a green job', async t => {
  const home = scratch(t)
  const bin = path.join(home, 'bin')
  fs.mkdirSync(bin)
  fs.writeFileSync(path.join(bin, 'cacheferry'), '#!/nowhere/sh\n', {mode: 0o755})
  const broken = job(home, 'http://127.0.0.1:9/', {env: {PATH: `${bin}:${process.env.PATH}`}})
  const step = await broken.uses(ROOT, {inputs})
  assert.equal(step.code, 0, step.log)
  assert.match(step.log, /could not be started: .*ENOENT/)
  assert.equal(step.outputs['cache-hit'], 'false')
  const [post] = await broken.finish()
  assert.deepEqual([post.code, step.warnings.length, post.warnings.length], [0, 1, 1], step.log + post.log)
})

test('fail-on-miss makes a miss a failure, after which nothing is saved', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const strict = job(home, url)
  const step = await strict.uses(ROOT, {inputs: {...inputs, 'fail-on-miss': 'true', 'save-on': 'always'}})
  assert.notEqual(step.code, 0)
  assert.match(step.errors.at(-1), /fail-on-miss/)
  const [post] = await strict.finish()
  assert.equal(post.code, 0)
  assert.deepEqual(post.outputs, {})
})

test('the job is saved as save-on has it', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const table = [
    ['success', 'success', true], ['success', 'failure', false], ['success', 'cancelled', false],
    ['failure', 'success', false], ['failure', 'failure', true],
    ['always', 'success', true], ['always', 'failure', true], ['always', 'cancelled', true]
  ]
  for (const [saveOn, status, saves] of table) {
    const each = job(home, url)
    built((await each.uses(ROOT, {inputs: {...inputs, 'save-on': saveOn}})).outputs)
    each.status = status
    const [post] = await each.finish()
    assert.equal('outcome' in post.outputs, saves, `${saveOn} of ${status}: ${post.log}`)
    assert.equal(post.code, 0)
  }
})

test('a save that the trust policy forbids is a mistake in the workflow, and red', async t => {
  const home = scratch(t)
  const pull = job(home, 'http://127.0.0.1:9/', {env: {GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/12/merge', GITHUB_BASE_REF: 'main'}})
  pull.event({number: 12, repository: {default_branch: 'main', full_name: 'acme/app'}, pull_request: {number: 12}})
  const shelf = path.join(home, 'shelf')
  built((await pull.uses(ROOT, {inputs: {'cache-from': `type=local,src=${shelf}`, 'cache-to': `type=local,dest=${shelf}`, scope: 'main'}})).outputs)
  const [post] = await pull.finish()
  assert.equal(post.code, 1, post.log)
  assert.ok(!fs.existsSync(shelf))
})

test('a run step gets the program, and with export-runtime the service', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const reach = 'cacheferry import --scope none --cache-from type=gha,scope=app --dir "$RUNNER_TEMP/own"'

  const without = job(home, url)
  await without.uses(ROOT)
  assert.match((await without.run(reach)).log, /ACTIONS_/)

  const exporting = job(home, url, {env: {PATH: process.env.PATH}})
  const step = await exporting.uses(ROOT, {inputs: {'export-runtime': 'true'}})
  assert.equal(step.code, 0, step.log)
  assert.deepEqual(Object.keys(step.variables).filter(name => name.startsWith('ACTIONS_')).sort(),
    ['ACTIONS_CACHE_SERVICE_V2', 'ACTIONS_CACHE_URL', 'ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN'])
  assert.ok(exporting.masks.includes(exporting.runtime.ACTIONS_RUNTIME_TOKEN))
  assert.deepEqual(exporting.path, [ROOT])
  const run = await exporting.run(reach)
  assert.equal(run.code, 0, run.log)
  assert.match(run.log, /miss: no source has a cache/)
  assert.doesNotMatch(run.log, /warning/)
  assert.deepEqual((await exporting.finish()).map(post => post.code), [0])
})

test('two uses in a job have directories of their own', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const both = job(home, url)
  const one = await both.uses(ROOT, {inputs, repository: 'acme/cacheferry'})
  const two = await both.uses(ROOT, {inputs: {'cache-from': 'type=gha,scope=other'}, repository: 'acme/cacheferry'})
  assert.notEqual(one.outputs.dir, two.outputs.dir)
  built(one.outputs)
  const posts = await both.finish()
  assert.deepEqual(posts.map(post => post.outputs.outcome), [undefined, 'saved'])
})

test('several specs, one a line', async t => {
  const home = scratch(t)
  const several = job(home, await serve(t, home))
  const shelf = path.join(several.home, 'shelf')
  built({dir: shelf})
  const step = await several.uses(ROOT, {
    inputs: {
      'cache-from': `\n  type=gha,scope=app\n\n  type=local,src=${shelf}  \n`,
      'cache-to': `type=gha,scope=app\r\ntype=local,dest=${several.home}/other`,
      scope: 'none'
    }
  })
  assert.equal(step.outputs.restored, 'true', step.log)
  assert.equal(step.outputs['cache-hit'], 'false')
  const [post] = await several.finish()
  assert.equal(post.outputs.outcome, 'saved', post.log)
  assert.ok(fs.existsSync(path.join(several.home, 'other/index.json')))
})

test('hostile inputs are nothing but values', async t => {
  const home = scratch(t)
  const url = await serve(t, home)
  const proof = path.join(home, 'proof')
  for (const evil of [`$(touch ${proof})`, `; touch ${proof} #`, '--help', '-h', `a\n::error::b\ntouch ${proof}`, '%0A::error::x']) {
    const each = job(home, url)
    const step = await each.uses(ROOT, {inputs: {...inputs, scope: evil, dir: path.join(each.temp, `dir ${evil.replace(/\//g, '_')}`)}})
    if (step.code === 0) built(step.outputs)
    await each.finish()
    assert.ok(!fs.existsSync(proof), evil)
    assert.doesNotMatch(step.log, /^Usage: /m, evil)
    assert.ok(step.errors.every(message => message !== 'b' && message !== 'x'), step.log)
  }
})

test('inputs that make no sense fail the step before anything is done', async t => {
  const home = scratch(t)
  const table = [
    [{'cache-to': 'type=gha'}, /cache-from is missing/],
    [{...inputs, 'fail-on-miss': 'yes'}, /fail-on-miss is true or false, not yes/],
    [{...inputs, 'save-on': 'sometimes'}, /save-on is success or failure or always/],
    [{...inputs, 'on-error': 'ignore'}, /on-error is warn or fail/],
    [{...inputs, version: '../../etc'}, /version like 1\.2\.3/],
    [{...inputs, 'cache-from': 'type=gah'}, /refused its inputs/],
    [{...inputs, 'time-budget': 'soon'}, /refused its inputs/]
  ]
  for (const [wrong, message] of table) {
    const each = job(home, 'http://127.0.0.1:9/')
    const step = await each.uses(ROOT, {inputs: wrong})
    assert.equal(step.code, 1, step.log)
    assert.match(step.errors.at(-1), message)
  }
})

test('a job that is cancelled ends the program', async t => {
  const home = scratch(t)
  const sockets = new Set()
  let asked
  const reached = new Promise(resolve => { asked = resolve })
  const deaf = net.createServer(socket => { sockets.add(socket); socket.on('error', () => {}); asked() })
  await new Promise(resolve => deaf.listen(0, '127.0.0.1', resolve))
  t.after(() => { for (const socket of sockets) socket.destroy(); deaf.close() })
  const cancelled = job(home, `http://127.0.0.1:${deaf.address().port}/`)
  const step = await cancelled.uses(ROOT, {inputs, signal: {name: 'SIGINT', after: reached}})
  assert.notEqual(step.code, 0)
  assert.match(step.errors.at(-1), /interrupted/)
})

test('a secret of a spec is masked, and not in the log', async t => {
  const home = scratch(t)
  const server = http.createServer((request, response) => response.writeHead(500).end())
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const each = job(home, 'http://127.0.0.1:9/')
  const url = `http://127.0.0.1:${server.address().port}/`
  const step = await each.uses(ROOT, {
    inputs: {'cache-from': `type=gha,scope=app,version=2,url=${url},url_v2=${url},token=s3cr3t-s3cr3t`, 'time-budget': '3s'}
  })
  assert.equal(step.code, 0, step.log)
  assert.ok(each.masks.includes('s3cr3t-s3cr3t'))
  assert.doesNotMatch(step.log.replace(/^::add-mask::.*$/gm, ''), /s3cr3t-s3cr3t/)
})
