// What the user asks for.
'use strict'

const path = require('node:path')
const {Problem, choice, flag, input, lines} = require('./runner')

/** Reads all inputs, and refuses what makes no sense before anything is done. */
function readInputs() {
  const from = lines('cache-from')
  const to = lines('cache-to')
  if (from.length === 0 && to.length > 0) {
    throw new Problem('The input cache-from is missing: with cache-to alone no build would find what was saved.')
  }
  const version = input('version').replace(/^v/, '')
  // It becomes a part of an address and of a directory's name.
  if (version && !/^\d+\.\d+\.\d+(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$/.test(version)) {
    throw new Problem(`The input version is a version like 1.2.3, not ${version}.`)
  }
  return {
    from,
    to,
    scope: input('scope'),
    scopeBy: input('scope-by'),
    merge: flag('merge'),
    failOnMiss: flag('fail-on-miss'),
    saveOn: choice('save-on', 'success', 'failure', 'always'),
    onError: choice('on-error', 'warn', 'fail'),
    timeBudget: input('time-budget'),
    dir: path.resolve(process.env.GITHUB_WORKSPACE || '.', input('dir') || ownDirectory()),
    exportRuntime: flag('export-runtime'),
    version
  }
}

/** A directory that no other use of the action in this job has. */
function ownDirectory() {
  const temp = process.env.RUNNER_TEMP
  if (!temp) throw new Problem('RUNNER_TEMP is not set: give the input dir.')
  const step = (process.env.GITHUB_ACTION ?? '').replace(/[^\w-]/g, '_') || 'step'
  return path.join(temp, 'cacheferry', step)
}

/** How the job has gone so far: success, failure or cancelled. */
const jobStatus = () => input('job-status').toLowerCase()

module.exports = {jobStatus, readInputs}
