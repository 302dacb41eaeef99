// Where the program comes from.
'use strict'

const fs = require('node:fs')
const path = require('node:path')
const {createHash, randomUUID} = require('node:crypto')
const {spawnSync} = require('node:child_process')
const {isFile, onPath} = require('./java')
const {Problem} = require('./runner')

/** The checkout, or the release, that this action is a part of. */
const ROOT = path.resolve(__dirname, '..', '..')

/** How many milliseconds a download may take, all of it: the build is worth more than its cache. */
const PATIENCE = 60_000

/** A file in the directory of a release that is there as a whole. */
const MARK = '.complete'

/** What may work the next time. */
class Unreachable extends Problem {}

/**
 * The program of this version; without one, what is on PATH, else what is beside the action, else the release that
 * belongs to the action.
 *
 * @param {string} version empty for whichever is there
 * @param {string} timeBudget how long the import may take, as the program has it; a download takes no longer either
 * @returns {Promise<{launcher: string, why: string, onPath: boolean}>}
 */
async function findProgram(version, timeBudget = '') {
  if (!version) {
    const launcher = onPath('cacheferry', process.env)
    if (launcher) return {launcher, why: 'found on PATH', onPath: true}
    if (['lib', 'cli/target/cacheferry/lib'].some(dir => isFile(path.join(ROOT, dir, 'cacheferry-cli.jar')))) {
      return {launcher: path.join(ROOT, 'cacheferry'), why: 'beside the action', onPath: false}
    }
  }
  const wanted = version || ownVersion()
  if (/^\d+\.\d+\.\d+$/.test(wanted) || version) {
    return {launcher: path.join(released(wanted, timeBudget), 'cacheferry'), why: `version ${wanted}`, onPath: false}
  }
  if (onPath('mvn', process.env)) {
    // The launcher of a checkout builds what is not built yet.
    return {launcher: path.join(ROOT, 'cacheferry'), why: `${wanted}, built here with Maven`, onPath: false}
  }
  throw new Problem(
    `This action is of the version ${wanted}, of which there is no release, and there is no mvn on PATH to build it. ` +
      'Use the action at a release, give the input version, or put cacheferry on PATH.'
  )
}

/** The version that the action's commit builds. */
function ownVersion() {
  const pom = fs.readFileSync(path.join(ROOT, 'pom.xml'), 'utf8')
  return /<artifactId>cacheferry<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1] ?? 'unknown'
}

/** The directory of a release, unpacked once for all jobs of this machine. */
function released(version, timeBudget) {
  const tools = process.env.RUNNER_TOOL_CACHE || path.join(process.env.RUNNER_TEMP ?? '', 'tools')
  const home = path.join(tools, 'cacheferry', version, process.arch)
  try {
    return isWhole(home) ? home : unpacked(version, tools, home, timeBudget)
  } catch (failure) {
    if (!failure.syscall) throw failure
    // A full disk, or a directory of somebody else's.
    throw new Unreachable(`Could not keep cacheferry in ${tools}: ${failure.message}.`)
  }
}

/** Downloads a release, and puts it there. */
function unpacked(version, tools, home, timeBudget) {
  const scratch = path.join(tools, 'cacheferry', `.${randomUUID()}`)
  fs.mkdirSync(scratch, {recursive: true})
  try {
    const archive = download(version, scratch, Date.now() + Math.min(PATIENCE, milliseconds(timeBudget)))
    const content = path.join(scratch, 'content')
    fs.mkdirSync(content)
    run('tar', ['-xzf', archive, '-C', content, '--strip-components=1', '--no-same-owner'])
    fs.mkdirSync(path.dirname(home), {recursive: true})
    fs.writeFileSync(path.join(content, MARK), '')
    publish(content, home)
    return home
  } finally {
    fs.rmSync(scratch, {recursive: true, force: true})
  }
}

const isWhole = home => isFile(path.join(home, MARK))

/**
 * Another job of the machine may have been faster. The mark comes with the directory, so that one without it is none
 * that a job is about to run.
 */
function publish(content, home) {
  for (let attempt = 1; ; attempt++) {
    try {
      return fs.renameSync(content, home)
    } catch (failure) {
      if (!['EEXIST', 'ENOTEMPTY'].includes(failure.code)) throw failure
      if (isWhole(home)) return
      if (attempt === 3) throw failure
      fs.rmSync(home, {recursive: true, force: true})
    }
  }
}

/** A duration of the program's, as 1m30s; without one, or with one that the program will refuse, there is no bound. */
function milliseconds(duration) {
  const units = {ms: 1, s: 1000, m: 60_000, h: 3_600_000}
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) return Infinity
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + count * units[unit], 0)
}

/** Brings a release's archive to the directory, and holds it against its checksum. */
function download(version, directory, deadline) {
  const repository = process.env.GITHUB_ACTION_REPOSITORY
  if (!repository) {
    throw new Problem(
      'There is no cacheferry on PATH or beside the action, and where its releases are is not known to an action ' +
        'that is used by its path. Build it before the step (mvn package), or put it on PATH.'
    )
  }
  const server = process.env.GITHUB_SERVER_URL || 'https://github.com'
  const name = `cacheferry-${version}.tar.gz`
  const from = `${server}/${repository}/releases/download/v${version}/${name}`
  const archive = path.join(directory, name)
  fetched(`${from}.sha256`, `${archive}.sha256`, 1000, deadline)
  fetched(from, archive, 200 << 20, deadline)
  const wanted = /^[0-9a-f]{64}(?=\s|$)/.exec(fs.readFileSync(`${archive}.sha256`, 'utf8'))?.[0]
  const actual = createHash('sha256').update(fs.readFileSync(archive)).digest('hex')
  if (actual !== wanted) throw new Problem(`${from} is not what its checksum says: ${actual}, not ${wanted}.`)
  return archive
}

/** A process of its own, since Node looks at the variables of proxies only when it starts (from 24 on). */
function fetched(from, to, limit, deadline) {
  const left = Math.max(1, Math.ceil(deadline - Date.now()))
  const child = spawnSync(process.execPath, [path.join(__dirname, 'fetch.js'), from, to, String(limit), String(left)], {
    encoding: 'utf8',
    timeout: left,
    killSignal: 'SIGKILL',
    env: {...process.env, NODE_USE_ENV_PROXY: '1', NODE_NO_WARNINGS: '1'}
  })
  if (child.status === 0) return
  if (child.error?.code === 'ETIMEDOUT') throw new Unreachable(`Could not download ${from}: it took too long.`)
  const why = `Could not download ${from}: ${(child.stderr || `ended by ${child.signal}`).trim()}.`
  throw child.status === 4 ? new Problem(why) : new Unreachable(why)
}

function run(program, words) {
  const child = spawnSync(program, words, {encoding: 'utf8'})
  if (child.error) throw new Problem(`Could not run ${program}: ${child.error.message}`)
  if (child.status !== 0) throw new Problem(`${program} failed: ${child.stderr.trim()}`)
}

module.exports = {Unreachable, findProgram}
