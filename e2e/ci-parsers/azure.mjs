// The parser of Azure Pipelines' own task library on the lines that cacheferry writes for its agent:
// node azure.mjs GOLDEN PROGRAM CACHE. GOLDEN is a table of strings and of the lines that the program writes for them;
// PROGRAM is run on CACHE, a layout, as a step would.
import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {commandFromString} from 'azure-pipelines-task-lib/taskcommand.js'

const [golden, program, cache] = process.argv.slice(2)
const read = line => { const {command, properties, message} = commandFromString(line); return {command, properties, message} }

const rows = JSON.parse(fs.readFileSync(golden, 'utf8'))
assert.ok(rows.length > 10)
for (const {name, text, variable, output, warning, secret} of rows) {
  assert.deepEqual(read(variable), {command: 'task.setvariable', properties: {variable: name}, message: text})
  assert.deepEqual(read(output), {command: 'task.setvariable', properties: {variable: name, isOutput: 'true'}, message: text})
  assert.deepEqual(read(warning), {command: 'task.logissue', properties: {type: 'warning'}, message: text})
  assert.deepEqual(read(secret), {command: 'task.setsecret', properties: {}, message: text})
}
console.log(`ok ${rows.length} strings come out of azure-pipelines-task-lib as they went in`)

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cacheferry-azure-'))

/** Runs the program as a step; its commands are read by the library. */
function step(number, words) {
  const ran = spawnSync(program, words, {
    encoding: 'utf8',
    env: {
      ...process.env,
      TF_BUILD: 'True',
      BUILD_SOURCEBRANCH: 'refs/heads/main',
      AGENT_TEMPDIRECTORY: home,
      SYSTEM_TASKINSTANCEID: `5caf77c8-9b10-50ef-b5c7-00000000000${number}`,
      SYSTEM_TASKINSTANCENAME: 'CmdLine'
    }
  })
  const lines = ran.stderr.split('\n').filter(line => line.includes('##vso'))
  assert.ok(lines.every(line => line.startsWith('##vso[')), ran.stderr)
  return {...ran, commands: lines.map(read)}
}

const variables = ({commands}, output) => Object.fromEntries(commands
  .filter(({command, properties}) => command === 'task.setvariable' && ('isOutput' in properties) === output)
  .map(({properties, message}) => [properties.variable, message]))

try {
  const dir = path.join(home, '100%25 %AZP25;x=y]\n##vso[task.setvariable variable=PATH]evil\r %0A "\' é ')
  const found = step(1, ['import', '--scope', 'none', `--cache-from=type=local,src=${cache}`, `--dir=${dir}`, '-o', 'json'])
  assert.equal(found.status, 0, found.stderr)
  const told = JSON.parse(found.stdout)
  assert.equal(told.dir, dir)
  const flag = name => told.flags[told.flags.indexOf(name) + 1]
  assert.deepEqual(variables(found, true), {
    bytes: String(told.bytes.moved), cache_from: flag('--cache-from'), cache_hit: 'true', cache_matched_scope: '', cache_to: flag('--cache-to'),
    dir, lost_steps: '0', manifest: told.manifest, restored: 'true', source: told.source
  })
  assert.deepEqual(variables(found, false), {CACHEFERRY_DIR: dir})
  for (const {message} of found.commands.filter(({command}) => command === 'task.uploadsummary')) {
    assert.match(fs.readFileSync(message, 'utf8'), /\| restored \|/)
  }
  console.log('ok outputs and variables are what the program means')

  const secret = '50%;x]y%0A##vso[task.complete]'
  const url = 'http://127.0.0.1:1/'
  const spec = `type=gha,version=2,url=${url},url_v2=${url}${encodeURIComponent('?')},"token=${secret}",scope=a%0Ab;c]d`
  const missed = step(2, ['import', '--scope=none', `--cache-from=${spec}`, '--time-budget=2s', `--dir=${path.join(home, 'none')}`])
  const of = name => missed.commands.filter(({command}) => command === name).map(({message}) => message)
  assert.ok(of('task.setsecret').includes(secret), missed.stderr)
  assert.ok(of('task.logissue').length > 0, missed.stderr)
  const shown = missed.stdout + missed.stderr.split('\n').filter(line => !line.startsWith('##vso[task.setsecret]')).join('\n')
  assert.ok(!shown.includes(secret) && !of('task.logissue').some(message => message.includes(secret)), shown)
  assert.ok(!missed.commands.some(({command}) => command === 'task.complete'))
  console.log('ok a secret is masked as it is, and told nowhere else')
} finally {
  fs.rmSync(home, {recursive: true, force: true})
}
