// Which Java runs the program.
'use strict'

const fs = require('node:fs')
const path = require('node:path')
const {spawnSync} = require('node:child_process')
const {Problem} = require('./runner')

const LOWEST = 17

/**
 * The Java to run the program with: that of JAVA_HOME, else the one on PATH, else the newest of those that hosted
 * runners bring as JAVA_HOME_21_X64 and the like.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {{home: string, version: string}} the home is empty for one that only PATH leads to
 */
function findJava(env) {
  const seen = []
  for (const [name, candidate] of candidates(env)) {
    const version = versionOf(candidate)
    if (feature(version) >= LOWEST) return {home: candidate.home, version}
    seen.push(`${name} is ${version ? `Java ${version}` : 'none that runs'}`)
  }
  throw new Problem(
    `cacheferry needs Java ${LOWEST} or newer (${seen.join('; ') || 'there is none on PATH and JAVA_HOME is not set'}). ` +
      'Add this before the step:\n' +
      '- uses: actions/setup-java@v5\n  with:\n    distribution: temurin\n    java-version: 21'
  )
}

function * candidates(env) {
  if (env.JAVA_HOME) yield [`JAVA_HOME, ${env.JAVA_HOME},`, ofHome(env.JAVA_HOME)]
  const java = onPath('java', env)
  if (java) {
    // A version manager's shim is no part of a Java's home; such a one is run by its name.
    const home = path.dirname(path.dirname(fs.realpathSync(java)))
    yield [java, isFile(path.join(home, 'release')) ? ofHome(home) : {java, home: ''}]
  }
  const homes = Object.keys(env)
    .map(name => [name, /^JAVA_HOME_(\d+)_(\w+)$/i.exec(name)])
    .filter(([, match]) => match && match[2].toLowerCase() === process.arch)
    .sort(([, one], [, other]) => Number(other[1]) - Number(one[1]))
  for (const [name] of homes) yield [name, ofHome(env[name])]
}

const ofHome = home => ({java: path.join(home, 'bin', 'java'), home})

/** The version, from the file beside it, so that no JVM need be started; empty if there is none. */
function versionOf({java, home}) {
  if (!isExecutable(java)) return ''
  const release = path.join(home, 'release')
  if (home && isFile(release)) {
    const match = /^JAVA_VERSION="?([^"\r\n]+)/m.exec(fs.readFileSync(release, 'utf8'))
    if (match) return match[1]
  }
  const told = spawnSync(java, ['-version'], {encoding: 'utf8', timeout: 20000})
  return / version "([^"]+)"/.exec(told.stderr ?? '')?.[1] ?? ''
}

/** 17 of 17.0.9, and 8 of 1.8.0. */
const feature = version => Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0)

/** The file that a command of this name runs, empty if there is none. */
function onPath(name, env) {
  const directories = (env.PATH ?? '').split(path.delimiter).filter(each => path.isAbsolute(each))
  return directories.map(each => path.join(each, name)).find(isExecutable) ?? ''
}

function isFile(file) {
  return fs.statSync(file, {throwIfNoEntry: false})?.isFile() ?? false
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return isFile(file)
  } catch {
    return false // not there, or not ours to run
  }
}

module.exports = {findJava, isFile, onPath}
