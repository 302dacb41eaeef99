// A job on GitHub's runner, as far as an action can tell: inputs and their defaults, the files that steps write, the
// commands on their output, state from main to post, and the variables that only actions get.
// The rules are those of actions/runner: ActionRunner, FileCommandManager, NodeScriptActionHandler and ScriptHandler.
import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {randomUUID} from 'node:crypto'
import fs from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'

const HERE = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
export const ROOT = path.resolve(HERE, '..', '..')
const packages = createRequire(path.join(ROOT, 'e2e/gha-clients/package.json'))
const YAML = packages('yaml')

/** The files that a step may write, by the variable that names them. */
const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY']

export const readYaml = file => YAML.parse(fs.readFileSync(file, 'utf8'))

/** Reads a file of names and values as the runner does; a heredoc that does not end fails the step. */
export function parseValues(text) {
  const values = {}
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      assert.ok(equals > 0, `no name in ${line}`)
      values[line.slice(0, equals)] = line.slice(equals + 1)
      continue
    }
    assert.ok(heredoc > 0, `neither a value nor a heredoc: ${line}`)
    const delimiter = line.slice(heredoc + 2)
    const end = lines.indexOf(delimiter, i + 1)
    assert.ok(delimiter && end >= 0, `no end of the heredoc ${line}`)
    values[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n')
    i = end
  }
  return values
}

const unescape = text => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%')

/** The commands in what a step printed, the new form at a line's start or the old one anywhere in it. */
export function parseCommands(text) {
  const commands = []
  for (const line of text.split(/\r?\n/)) {
    const match = /^[\s\u0085]*::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line)
    const old = match ?? /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/.exec(line)
    if (!old) continue
    const title = /(?:^|[,;])title=([^,;]*)/.exec(old[2] ?? '')?.[1] ?? ''
    commands.push({name: old[1].toLowerCase(), title: match ? unescape(title) : title, message: unescape(old[3])})
  }
  return commands
}

export class Job {
  status = 'success'
  steps = {}
  /** What steps exported, for later ones. */
  env = {}
  path = []
  masks = []
  summary = ''
  #posts = []
  #names = new Set()

  /**
   * @param {{home: string, env: object, runtime: object}} job a directory of its own, the variables of all steps, and
   *     those that only actions get
   */
  constructor({home, env = {}, runtime = {}}) {
    this.home = home
    this.runtime = runtime
    this.workspace = path.join(home, 'workspace')
    this.temp = path.join(home, 'temp')
    fs.mkdirSync(this.workspace, {recursive: true})
    fs.mkdirSync(this.temp, {recursive: true})
    this.given = {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_WORKSPACE: this.workspace,
      RUNNER_ENVIRONMENT: 'github-hosted',
      RUNNER_OS: 'Linux',
      RUNNER_TEMP: this.temp,
      RUNNER_TOOL_CACHE: path.join(home, 'tools'),
      GITHUB_EVENT_PATH: path.join(home, 'event.json'),
      HOME: home,
      PATH: process.env.PATH,
      ...env
    }
    if (!fs.existsSync(this.given.GITHUB_EVENT_PATH)) this.event({repository: {default_branch: 'main'}})
  }

  /** What the webhook brought. */
  event(payload) {
    fs.writeFileSync(this.given.GITHUB_EVENT_PATH, JSON.stringify(payload))
  }

  /** Runs an action from its directory. */
  async uses(directory, {id = '', inputs = {}, env = {}, repository = '', signal} = {}) {
    const action = readYaml(path.join(directory, 'action.yml'))
    const step = {id, directory, action, inputs, env, repository, state: {}, name: this.#named(id, repository)}
    this.#posts.unshift(step) // before main runs: a main that fails has its post too
    const result = await this.#phase(step, action.runs.main, signal)
    return this.#finished(id, result)
  }

  /** Runs a shell's step. It gets none of what is for actions only. */
  async run(script, {id = '', env = {}, directory} = {}) {
    const file = path.join(this.temp, `${randomUUID()}.sh`)
    fs.writeFileSync(file, script)
    const step = {state: {}}
    const result = await this.#spawn(step, 'bash', ['--noprofile', '--norc', '-eo', 'pipefail', file],
      {...this.#environment(), ...env, GITHUB_ACTION: this.#named(id, '__run')}, directory)
    return this.#finished(id, result)
  }

  /** What a step was set to without being run here. */
  tell(id, outputs) {
    if (id) this.steps[id] = {outputs, outcome: 'success', conclusion: 'success'}
  }

  /** The job's end: the posts in reverse order. */
  async finish() {
    const results = []
    for (const step of this.#posts.splice(0)) {
      const condition = step.action.runs['post-if'] ?? 'always()'
      const wanted = {'always()': true, 'success()': this.status === 'success', 'failure()': this.status === 'failure'}
      assert.ok(condition in wanted, condition)
      if (!step.action.runs.post || !wanted[condition]) continue
      const result = await this.#phase(step, step.action.runs.post)
      if (result.code !== 0) this.status = 'failure'
      results.push(result)
    }
    return results
  }

  /** The step's name in GITHUB_ACTION: its id, or one made from what it runs. */
  #named(id, repository) {
    const base = id || (repository ? `__${repository.replace(/\W/g, '_')}` : '__self')
    let name = base
    for (let n = 2; this.#names.has(name); n++) name = `${base}_${n}`
    this.#names.add(name)
    return name
  }

  #finished(id, result) {
    if (result.code !== 0 && this.status === 'success') this.status = 'failure'
    const conclusion = result.code === 0 ? 'success' : 'failure'
    if (id) this.steps[id] = {outputs: result.outputs, outcome: conclusion, conclusion}
    return result
  }

  #environment() {
    return {...this.given, ...this.env, PATH: [...this.path, this.given.PATH].join(':')}
  }

  /** Main or post of an action: inputs are evaluated anew in each, which is how post learns the job's status. */
  #phase(step, script, signal) {
    const inputs = {}
    for (const [name, {default: value = ''}] of Object.entries(step.action.inputs ?? {})) {
      inputs[name] = String(value).replace(/\$\{\{\s*job\.status\s*\}\}/g, this.status)
      assert.doesNotMatch(inputs[name], /\$\{\{/)
    }
    Object.assign(inputs, step.inputs)
    for (const name of Object.keys(step.inputs)) assert.ok(name in (step.action.inputs ?? {}), `unexpected input ${name}`)
    const env = {...this.#environment(), ...step.env, ...this.runtime, GITHUB_ACTION: step.name}
    if (step.repository) env.GITHUB_ACTION_REPOSITORY = step.repository
    for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] = value
    for (const [name, value] of Object.entries(step.state)) env[`STATE_${name}`] = value
    return this.#spawn(step, process.execPath, [path.join(step.directory, script)], env, undefined, signal)
  }

  async #spawn(step, program, words, env, directory = this.workspace, signal) {
    const files = fs.mkdtempSync(path.join(this.temp, 'files-'))
    for (const name of FILES) {
      env[name] = path.join(files, name)
      fs.writeFileSync(env[name], '')
    }
    const child = spawn(program, words, {env, cwd: directory, stdio: ['ignore', 'pipe', 'pipe']})
    let log = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', text => { log += text })
    }
    signal?.after.then(() => child.kill(signal.name))
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status, ending) => resolve(ending ? 130 : status))
    })
    return this.#read(step, code, log, name => fs.readFileSync(path.join(files, name), 'utf8'))
  }

  /** Reads what the step wrote, as the runner does when it has ended, however it did. */
  #read(step, code, log, file) {
    const variables = parseValues(file('GITHUB_ENV'))
    assert.ok(!('NODE_OPTIONS' in variables))
    Object.assign(this.env, variables)
    Object.assign(step.state, parseValues(file('GITHUB_STATE')))
    this.path.unshift(...file('GITHUB_PATH').split('\n').filter(line => line !== '').reverse())
    this.summary += file('GITHUB_STEP_SUMMARY')
    const commands = parseCommands(log)
    this.masks.push(...commands.filter(each => each.name === 'add-mask').map(each => each.message))
    const told = name => commands.filter(each => each.name === name).map(each => each.message)
    return {code, log, variables, outputs: parseValues(file('GITHUB_OUTPUT')), warnings: told('warning'), errors: told('error')}
  }
}
