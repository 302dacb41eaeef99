// The official toolkit (@actions/core) against what cacheferry tells GitHub's runner:
// node workflow.mjs GOLDEN PROGRAM CACHE. GOLDEN is a table of strings and of the lines that the program
// writes for them; PROGRAM is run on CACHE, a layout, as a step would.
import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as core from '@actions/core'

const [golden, program, cache] = process.argv.slice(2)
if (!cache) {
  console.error('usage: node workflow.mjs GOLDEN PROGRAM CACHE')
  process.exit(2)
}

function captured(action) {
  let text = ''
  const write = process.stdout.write
  process.stdout.write = chunk => { text += chunk; return true }
  try { action() } finally { process.stdout.write = write }
  return text
}

const rows = JSON.parse(fs.readFileSync(golden, 'utf8'))
assert.ok(rows.length > 10)
for (const {title, message, warning, mask} of rows) {
  assert.equal(warning + '\n', captured(() => core.warning(message, {title})), `warning of ${JSON.stringify(message)}`)
  assert.equal(mask + '\n', captured(() => core.setSecret(message)), `mask of ${JSON.stringify(message)}`)
}
console.log(`ok ${rows.length} commands are as @actions/core writes them`)

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cacheferry-workflow-'))
try {
  const ours = path.join(home, 'ours')
  const theirs = path.join(home, 'theirs')
  const ourVariables = path.join(home, 'our-variables')
  const theirVariables = path.join(home, 'their-variables')
  for (const file of [ours, theirs, ourVariables, theirVariables]) fs.writeFileSync(file, '')
  const ran = spawnSync(program, ['import', '--scope', 'none', '--cache-from', `type=local,src=${cache}`, '--dir', path.join(home, 'dir'), '-o', 'json'], {
    encoding: 'utf8',
    env: {...process.env, GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: ours, GITHUB_ENV: ourVariables, GITHUB_STEP_SUMMARY: path.join(home, 'summary')}
  })
  assert.equal(ran.status, 0, ran.stderr)
  const told = JSON.parse(ran.stdout)

  // What the program wrote is what the toolkit would have written for these values.
  process.env.GITHUB_OUTPUT = theirs
  process.env.GITHUB_ENV = theirVariables
  const flag = name => told.flags[told.flags.indexOf(name) + 1]
  core.setOutput('cache-hit', true)
  core.setOutput('restored', told.restored)
  core.setOutput('cache-matched-scope', told.matchedScope)
  core.setOutput('cache-from', flag('--cache-from'))
  core.setOutput('cache-to', flag('--cache-to'))
  core.setOutput('bytes', told.bytes.moved)
  core.setOutput('dir', told.dir)
  core.setOutput('source', told.source)
  core.setOutput('manifest', told.manifest)
  core.setOutput('lost-steps', told.healed?.steps ?? 0)
  const form = file => fs.readFileSync(file, 'utf8').replace(/ghadelimiter_[0-9a-f-]{36}/g, 'D')
  assert.equal(form(ours), form(theirs))
  core.exportVariable('CACHEFERRY_DIR', told.dir)
  assert.equal(form(ourVariables), form(theirVariables))
  assert.match(fs.readFileSync(path.join(home, 'summary'), 'utf8'), /\| restored \|/)
  console.log('ok outputs and variables are as @actions/core writes them')
} finally {
  fs.rmSync(home, {recursive: true, force: true})
}
