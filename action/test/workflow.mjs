// Runs a job of a workflow: node workflow.mjs FILE JOB OPTIONS, where OPTIONS is a JSON file. What is this repository's
// action runs as the runner does it, run steps by bash, docker/build-push-action as the docker buildx build that it makes.
// Of expressions it knows names, == with a text, ||, && and !; of other actions those that matter to no cache.
//
// OPTIONS: home (a directory for the job), context (what is checked out), github (the context), env, runtime (for actions
// only), replace (texts in the file), matrix (the job's cell), arguments (for each build).
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import {Job, ROOT, readYaml} from './runner.mjs'

const OURS = 'cacheferry/cacheferry'

/** Actions without an effect on a machine that has Java, a builder and credentials. */
const NEUTRAL = ['actions/setup-java', 'docker/setup-buildx-action', 'docker/setup-qemu-action', 'docker/login-action']

/** The value of an expression: a name, or a comparison, or several with operators between. */
export function evaluate(expression, contexts) {
  const text = expression.trim()
  for (const [operator, combine] of [['||', (a, b) => a || b()], ['&&', (a, b) => a && b()]]) {
    const at = text.indexOf(operator)
    if (at >= 0) return combine(evaluate(text.slice(0, at), contexts), () => evaluate(text.slice(at + 2), contexts))
  }
  const comparison = /^(.+?)\s*(==|!=)\s*(.+)$/.exec(text)
  if (comparison) {
    const equal = evaluate(comparison[1], contexts) === evaluate(comparison[3], contexts)
    return comparison[2] === '==' ? equal : !equal
  }
  if (text.startsWith('!')) return !evaluate(text.slice(1), contexts)
  const literal = /^'([^']*)'$/.exec(text)
  if (literal) return literal[1]
  const status = /^(always|success|failure|cancelled)\(\)$/.exec(text)
  if (status) return status[1] === 'always' || contexts.job.status === status[1]
  assert.match(text, /^[a-z_][\w-]*(\.[\w-]+)*$/i, `an expression that is not known here: ${text}`)
  return text.split('.').reduce((value, name) => value?.[name], contexts) ?? ''
}

const substitute = (value, contexts) =>
  String(value).replace(/\$\{\{(.*?)\}\}/g, (match, expression) => evaluate(expression, contexts))

const each = (values, contexts) =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, substitute(value, contexts)]))

/** The command that docker/build-push-action runs. */
export function buildCommand(inputs, extra) {
  const list = name => (inputs[name] ?? '').split('\n').map(line => line.trim()).filter(line => line !== '')
  const flags = (option, values) => values.flatMap(value => [option, value])
  return ['docker', 'buildx', 'build', '--progress=plain', ...extra,
    ...flags('--build-arg', list('build-args')), ...flags('--cache-from', list('cache-from')),
    ...flags('--cache-to', list('cache-to')), ...flags('--tag', list('tags')),
    ...(inputs.target ? ['--target', inputs.target] : []), ...(inputs.file ? ['--file', inputs.file] : []),
    ...(inputs.push === 'true' ? ['--push'] : []), inputs.context || '.']
}

const quoted = words => words.map(word => `'${word.replace(/'/g, "'\\''")}'`).join(' ')

/** Whether a step runs: after a failure only if its condition asks for how the job went. */
function wanted(condition, contexts) {
  const expression = String(condition ?? 'success()').replace(/^\$\{\{|\}\}$/g, '')
  const asks = /(always|success|failure|cancelled)\(\)/.test(expression)
  return (asks || contexts.job.status === 'success') && Boolean(evaluate(expression, contexts))
}

/** Runs a step; what it printed goes to stdout. */
async function step(job, task, contexts, options) {
  const name = task.name ?? task.uses ?? task.run.split('\n')[0]
  if (!wanted(task.if, contexts)) return console.log(`== skipped: ${name}`)
  console.log(`== ${name}`)
  const inputs = each(task.with, contexts)
  const env = each(task.env, contexts)
  const action = task.uses?.split('@')[0]
  let result
  if (task.run) result = await job.run(substitute(task.run, contexts), {id: task.id, env})
  else if (action === OURS) result = await job.uses(ROOT, {id: task.id, inputs, env, repository: action})
  else if (action === 'actions/checkout') fs.cpSync(options.context, job.workspace, {recursive: true})
  else if (action === 'docker/build-push-action') result = await job.run(quoted(buildCommand(inputs, options.arguments ?? [])), {id: task.id, env})
  else assert.ok(NEUTRAL.includes(action), `an action that is not known here: ${task.uses}`)
  if (result) console.log(result.log.trimEnd())
  if (result && result.code !== 0) console.log(`== exit code ${result.code}`)
}

async function main([file, name, optionsFile]) {
  const options = JSON.parse(fs.readFileSync(optionsFile, 'utf8'))
  let text = fs.readFileSync(file, 'utf8')
  for (const [from, to] of Object.entries(options.replace ?? {})) text = text.replaceAll(from, to)
  fs.mkdirSync(options.home, {recursive: true})
  const copy = path.join(options.home, 'workflow.yml')
  fs.writeFileSync(copy, text)
  const spec = readYaml(copy).jobs[name]
  assert.ok(spec, `no job ${name} in ${file}`)

  const github = options.github ?? {}
  const variables = Object.fromEntries(Object.entries(github).filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, value]))
  const job = new Job({home: options.home, env: {...variables, ...options.env}, runtime: options.runtime})
  if (github.event) job.event(github.event)
  const contexts = {
    github, matrix: options.matrix ?? {}, steps: job.steps, job, secrets: {GITHUB_TOKEN: 'none'}, runner: {temp: job.temp}, env: job.env
  }
  Object.assign(job.given, each(spec.env, contexts))
  for (const one of spec.steps) await step(job, one, contexts, options)
  for (const post of await job.finish()) console.log(`== post\n${post.log.trimEnd()}`)
  console.log(`== the job's status is ${job.status}`)
  process.exitCode = job.status === 'success' ? 0 : 1
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(process.argv.slice(2))
