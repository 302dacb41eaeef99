// The workflows of ci-examples/github, as far as reading them can tell; e2e/scenarios/27 runs them.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import {test} from 'node:test'
import {ROOT, readYaml} from './runner.mjs'
import {buildCommand, evaluate} from './workflow.mjs'

const FOLDER = path.join(ROOT, 'ci-examples/github')
const action = readYaml(path.join(ROOT, 'action.yml'))

for (const file of fs.readdirSync(FOLDER)) {
  test(`${file} uses what the action has`, () => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8')
    const workflow = readYaml(path.join(FOLDER, file))
    assert.match(text, /^(# .+\n){2,}name: /)
    assert.deepEqual(Object.keys(workflow).filter(key => !['name', 'on', 'permissions', 'jobs'].includes(key)), [])
    for (const job of Object.values(workflow.jobs)) {
      for (const step of job.steps) {
        assert.ok(Boolean(step.uses) !== Boolean(step.run), JSON.stringify(step))
        if (!step.uses?.startsWith('cacheferry/')) continue
        for (const name of Object.keys(step.with ?? {})) assert.ok(name in action.inputs, name)
      }
      const used = JSON.stringify(job.steps).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)
      for (const [, id, output] of used) {
        assert.ok(job.steps.some(step => step.id === id), id)
        assert.ok(output in action.outputs, output)
      }
    }
    assert.match(text, /uses: cacheferry\/cacheferry@/)
  })
}

test('the page of the action tells every input and output', () => {
  const page = fs.readFileSync(path.join(ROOT, 'docs/github-action.md'), 'utf8')
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
    if (name !== 'job-status') assert.ok(page.includes(`\`${name}\``), name)
  }
})

test('expressions and builds are as GitHub has them', () => {
  const contexts = {github: {event_name: 'push'}, steps: {a: {outputs: {b: 'c'}}}, job: {status: 'failure'}}
  assert.equal(evaluate("github.event_name == 'push'", contexts), true)
  assert.equal(evaluate(' steps.a.outputs.b ', contexts), 'c')
  assert.equal(evaluate('steps.x.outputs.b', contexts), '')
  assert.equal(evaluate('!cancelled()', contexts), true)
  assert.equal(evaluate("success() || github.event_name != 'push'", contexts), false)
  assert.deepEqual(buildCommand({'cache-from': 'a,b\nc\n', tags: 'x', target: 't'}, ['-q']),
    ['docker', 'buildx', 'build', '--progress=plain', '-q', '--cache-from', 'a,b', '--cache-from', 'c', '--tag', 'x', '--target', 't', '.'])
})
