// What the action reads and writes, against @actions/core.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {test} from 'node:test'
import {pathToFileURL} from 'node:url'
import {ROOT, parseCommands, parseValues} from './runner.mjs'
import {scratch} from './service.mjs'

const ours = createRequire(import.meta.url)('../lib/runner.js')
const core = await import(pathToFileURL(path.join(ROOT, 'e2e/gha-clients/node_modules/@actions/core/lib/core.js')))

/** What is hard to write: line breaks, what looks like syntax, and all that is not ASCII. */
const TEXTS = ['', 'plain', 'a=b', 'a<<b', 'two\nlines', '\n', 'ends\n', '\r\n', 'cr\rin', '%0A', '100%25', '::error::x', 'naïve ☃ 𝄞',
  'ghadelimiter_', '  spaces  ', 'a,b:c', '$(id) `id` "quoted" \'quoted\'']

test('outputs, variables, state and paths are as the toolkit writes them', t => {
  const home = scratch(t)
  const write = (tool, name) => {
    const file = kind => path.join(home, `${name}-${kind}`)
    for (const kind of ['OUTPUT', 'ENV', 'STATE', 'PATH']) {
      fs.writeFileSync(file(kind), '')
      process.env[`GITHUB_${kind}`] = file(kind)
    }
    TEXTS.forEach((text, i) => {
      tool.setOutput(`o${i}`, text)
      tool.exportVariable(`CACHEFERRY_TEST_${i}`, text)
      tool.saveState(`s${i}`, text)
    })
    tool.addPath('/opt/a b')
    return ['OUTPUT', 'ENV', 'STATE', 'PATH'].map(kind => fs.readFileSync(file(kind), 'utf8'))
  }
  const form = text => text.replace(/ghadelimiter_[0-9a-f-]{36}/g, 'D')
  const mine = write(ours, 'ours')
  assert.deepEqual(mine.map(form), write(core, 'theirs').map(form))
  assert.deepEqual(Object.values(parseValues(mine[0])), TEXTS)
})

test('annotations and masks are as the toolkit writes them', () => {
  const captured = action => {
    let text = ''
    const write = process.stdout.write
    process.stdout.write = chunk => { text += chunk; return true }
    try { action() } finally { process.stdout.write = write }
    return text
  }
  for (const text of TEXTS.filter(each => each !== '')) {
    assert.equal(captured(() => ours.warning(text)), captured(() => core.warning(text, {title: 'cacheferry'})))
    assert.equal(captured(() => ours.mask(text)), captured(() => core.setSecret(text)))
    assert.equal(parseCommands(captured(() => ours.warning(text)))[0].message, text)
    assert.deepEqual(parseCommands(captured(() => ours.info(text))), [], text)
  }
  for (const text of ['\u00a0::error::x', '\u0085::error::x', 'said: ##[error]x', '##[##[error]]']) {
    assert.deepEqual(parseCommands(captured(() => ours.info(text))), [], text)
  }
  assert.deepEqual(parseCommands('said: ##[warning title=a%2Cb;]x'), [{name: 'warning', title: 'a%2Cb', message: 'x'}])
})

test('inputs are read as the toolkit reads them', t => {
  const names = []
  t.after(() => names.forEach(name => delete process.env[name]))
  const given = (name, value) => {
    const variable = `INPUT_${name.replace(/ /g, '_').toUpperCase()}`
    names.push(variable)
    process.env[variable] = value
  }
  for (const text of TEXTS) {
    given('fail-on-miss', text)
    assert.equal(ours.input('fail-on-miss'), core.getInput('fail-on-miss'))
    assert.deepEqual(ours.lines('fail-on-miss'), core.getMultilineInput('fail-on-miss'))
  }
  given('cache from', ' a\r\n\n b \n')
  assert.deepEqual(ours.lines('cache from'), ['a', 'b'])
  for (const text of ['true', 'True', 'TRUE', 'false', 'False', 'FALSE']) {
    given('flag', text)
    assert.equal(ours.flag('flag'), core.getBooleanInput('flag'))
  }
  for (const text of ['yes', 'no', '1', 'tRUE', 'on', 'y']) {
    given('flag', text)
    assert.throws(() => ours.flag('flag'), /true or false/)
    assert.throws(() => core.getBooleanInput('flag'))
  }
})
