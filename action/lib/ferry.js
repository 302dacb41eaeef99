// Runs the program.
'use strict'

const {spawn} = require('node:child_process')
const runner = require('./runner')

/** What the program ends with, as its help has it; and what a shell says of one that does not start. */
const EXIT = {DONE: 0, USAGE: 2, MISS: 3, POLICY: 5, TIME_BUDGET: 124, NOT_STARTED: 127, INTERRUPTED: 130}

/** As much of stdout as anybody needs. */
const MOST_OUTPUT = 1 << 20

/**
 * Runs a command of the program. Its stderr, where it tells annotations and masks, is this process's; it gets the
 * signals that this process gets, as the runner sends those to the action alone when a job is cancelled.
 *
 * @param {{launcher: string, javaHome: string}} program
 * @param {string[]} words
 * @returns {Promise<{code: number, stdout: string}>} the code is that of a shell if a signal ended it
 */
function ferry(program, words) {
  const child = spawn(program.launcher, words, {stdio: ['ignore', 'pipe', 'inherit'], env: environment(program)})
  const forward = signal => child.kill(signal)
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  let stdout = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', text => { stdout = (stdout + text).slice(0, MOST_OUTPUT) })
  return new Promise(resolve => {
    child.on('error', failure => {
      runner.info(`${program.launcher} could not be started: ${failure.message}`)
      resolve({code: EXIT.NOT_STARTED, stdout: ''})
    })
    child.on('close', (code, signal) => {
      process.off('SIGINT', forward)
      process.off('SIGTERM', forward)
      resolve({code: signal ? EXIT.INTERRUPTED : code, stdout})
    })
  })
}

/** The action's own, where the runner put address and token of the cache, with the Java that was found. */
function environment({javaHome}) {
  const {JAVA_HOME, ...rest} = process.env
  return {...rest, ...(javaHome ? {JAVA_HOME: javaHome} : {}), ...oneWay()}
}

/** A machine that is thrown away gains nothing by the archive of classes that the launcher makes for later runs. */
function oneWay() {
  return process.env.RUNNER_ENVIRONMENT === 'self-hosted' ? {} : {CACHEFERRY_TRAIN: 'false'}
}

/** Options with the value in the same word, so that no value can be taken for an option. */
function options(values) {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().filter(each => each !== '' && each !== false).map(each => (each === true ? name : `${name}=${each}`))
  )
}

module.exports = {EXIT, ferry, oneWay, options}
