// What a step and GitHub's runner tell each other: inputs and state come as variables, outputs go to files,
// annotations and masks to stdout.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const {randomUUID} = require('node:crypto')

/** What the runner gives to actions only, and programs need for the Actions cache. */
const RUNTIME = [
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_CACHE_URL',
  'ACTIONS_CACHE_SERVICE_V2',
  'ACTIONS_CACHE_MODE'
]

/** An input without white space around it; what the user left out is empty. */
function input(name) {
  return (process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] ?? '').trim()
}

/** The lines of an input that are not empty. */
function lines(name) {
  return input(name).split('\n').map(line => line.trim()).filter(line => line !== '')
}

/** An input that is true or false in the core schema of YAML 1.2; left out it is false. */
function flag(name) {
  const value = input(name)
  if (['true', 'True', 'TRUE'].includes(value)) return true
  if (['', 'false', 'False', 'FALSE'].includes(value)) return false
  throw new Problem(`The input ${name} is true or false, not ${value}.`)
}

/** An input that is one of these words; left out it is the first. */
function choice(name, ...words) {
  const value = input(name) || words[0]
  if (words.includes(value)) return value
  throw new Problem(`The input ${name} is ${words.join(' or ')}, not ${value}.`)
}

/** What the user can mend: told without a stack trace. */
class Problem extends Error {}

function append(variable, text) {
  const file = process.env[variable]
  if (!file) throw new Problem(`${variable} is not set: this is made to be run by GitHub's runner.`)
  fs.appendFileSync(file, text, 'utf8')
}

/** The form that holds any value: its lines between two of a delimiter. */
function entry(name, value) {
  const delimiter = `ghadelimiter_${randomUUID()}`
  if (name.includes(delimiter) || value.includes(delimiter)) throw new Problem(`${name} holds the delimiter.`)
  return [`${name}<<${delimiter}`, value, delimiter, ''].join(os.EOL)
}

const setOutput = (name, value) => append('GITHUB_OUTPUT', entry(name, value))
const exportVariable = (name, value) => append('GITHUB_ENV', entry(name, value))
const saveState = (name, value) => append('GITHUB_STATE', entry(name, value))
const state = name => process.env[`STATE_${name}`] ?? ''

/** Puts a directory before all others on the PATH of later steps. */
function addPath(directory) {
  if (/[\r\n]/.test(directory)) throw new Problem('A directory on PATH cannot have a line break in its name.')
  append('GITHUB_PATH', directory + os.EOL)
}

const escape = text => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')

function command(name, message, title) {
  const property = title ? ` title=${escape(title).replace(/:/g, '%3A').replace(/,/g, '%2C')}` : ''
  process.stdout.write(`::${name}${property}::${escape(message)}${os.EOL}`)
}

const warning = message => command('warning', message, 'cacheferry')
const mask = secret => command('add-mask', secret)

function error(message) {
  command('error', message, 'cacheferry')
  process.exitCode = 1
}

/** A line of the log that the runner does not take for a command, whatever is in it. */
function info(message) {
  process.stdout.write(message.replace(/[\r\n]+/g, ' ').replace(/^([\s\u0085]*)::/, '$1: :').replaceAll('##[', '## [') + os.EOL)
}

/** Gives later steps what only actions get. The token is masked first, even though the runner does so too. */
function exportRuntime() {
  const given = RUNTIME.filter(name => process.env[name])
  if (!given.includes('ACTIONS_RUNTIME_TOKEN')) warning('The runner gave no ACTIONS_RUNTIME_TOKEN to pass on.')
  else mask(process.env.ACTIONS_RUNTIME_TOKEN)
  for (const name of given) exportVariable(name, process.env[name])
}

/** Runs a phase; what it throws is the step's failure. */
function phase(action) {
  action().catch(failure => error(failure instanceof Problem ? failure.message : failure.stack))
}

module.exports = {
  Problem, addPath, choice, command, error, exportRuntime, exportVariable, flag, info, input, lines, mask, phase,
  saveState, setOutput, state, warning
}
