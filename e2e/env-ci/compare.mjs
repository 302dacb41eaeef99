// Feeds a table of CI environments to npm's env-ci and to `cacheferry scope`, and compares what both say:
//   node compare.mjs PROGRAM TABLE
import {execFile} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {promisify} from 'node:util'

const [program, table] = process.argv.slice(2)
const here = path.dirname(new URL(import.meta.url).pathname)
const home = mkdtempSync(path.join(tmpdir(), 'cacheferry-env-ci-'))
const service = {azure: 'azurePipelines', gitea: 'github', forgejo: 'github'}

async function run(command, args, env, cwd) {
  const inherited = Object.fromEntries(['PATH', 'JAVA_HOME'].filter(name => process.env[name]).map(name => [name, process.env[name]]))
  const {stdout} = await promisify(execFile)(command, args, {env: {...inherited, HOME: home, LC_ALL: 'C.UTF-8', ...env}, cwd})
  return JSON.parse(stdout)
}

// env-ci reads the process's environment, so each situation is a process.
function envCi(env) {
  const script = "import envCi from 'env-ci'; console.log(JSON.stringify(envCi({cwd: process.argv[1]})))"
  return run(process.execPath, ['--input-type=module', '-e', script, home], env, here)
}

// What both can say of a situation, as pairs of names and of what is compared.
function compare(ours, theirs, env) {
  const of = (theirs.isPr ? 'pull request' : ours.tag ? 'tag' : 'branch')
  const pairs = [['is a pull request', Boolean(ours.pullRequest), Boolean(theirs.isPr)]]
  const known = (what, mine, its) => its !== undefined && pairs.push([what, mine ?? undefined, String(its)])
  if (of === 'pull request') {
    // Of GitLab env-ci knows the number that is unique in the whole server, not the project's own.
    // Of a repository on GitHub it takes Azure's own number.
    const another = ours.system === 'gitlab' || env.SYSTEM_PULLREQUEST_PULLREQUESTNUMBER
    if (!another) known('number', ours.pullRequest, theirs.pr)
    known('target', ours.target, theirs.branch)
    // On GitHub it takes the merge ref for the branch, of Jenkins it knows the job's name of it.
    if (!['github', 'gitea', 'forgejo', 'jenkins'].includes(ours.system)) known('source', ours.branch, theirs.prBranch)
  } else if (of === 'tag') {
    known('tag', ours.tag, theirs.tag)
  } else {
    known('branch', ours.branch, theirs.branch)
  }
  known('repository', ours.repository, ['github', 'gitlab', 'circleci', 'bitbucket', 'gitea', 'forgejo'].includes(ours.system) ? theirs.slug : undefined)
  return pairs
}

// env-ci has no fields for these, or cannot read them.
const unknown = ({name, env}) =>
  env.BITBUCKET_PR_ID || env.CI_EXTERNAL_PULL_REQUEST_IID || name.endsWith('fork without its number') || name === 'github: pull_request_target without an event file'

let compared = 0
const failures = []

async function check(situation, index) {
  const env = {...situation.env}
  if (situation.event) {
    env.GITHUB_EVENT_PATH = path.join(home, `event-${index}.json`)
    writeFileSync(env.GITHUB_EVENT_PATH, JSON.stringify(situation.event))
  }
  const ours = await run(program, ['scope', '-o', 'json'], env, home)
  const expected = {own: null, ...situation.expect}
  for (const what of ['system', 'own', 'tier']) {
    if (ours[what] !== expected[what]) failures.push(`${situation.name}: ${what} is ${ours[what]}, not ${expected[what]}`)
  }
  if (ours.system === 'git' || unknown(situation)) return
  const theirs = await envCi(env)
  if (theirs.service !== (service[ours.system] ?? ours.system)) failures.push(`${situation.name}: ${theirs.service}, not ${ours.system}`)
  for (const [what, mine, its] of compare(ours, theirs, env)) {
    compared++
    if (mine !== its) failures.push(`${situation.name}: ${what} is ${mine} here and ${its} in env-ci`)
  }
}

try {
  const situations = JSON.parse(readFileSync(table, 'utf8'))
  const left = situations.map((situation, index) => () => check(situation, index))
  const lane = async () => { while (left.length) await left.shift()() }
  await Promise.all([lane(), lane(), lane(), lane()])
  failures.forEach(failure => console.error(failure))
  console.log(`${failures.length ? 'FAILED' : 'ok'} ${situations.length} environments, ${compared} values compared with env-ci`)
} finally {
  rmSync(home, {recursive: true, force: true})
}
process.exitCode = failures.length ? 1 : 0
