// The end of the job: saves what the build left in the directory.
'use strict'

const {EXIT, ferry, options} = require('./lib/ferry')
const {jobStatus} = require('./lib/inputs')
const runner = require('./lib/runner')

async function post() {
  const state = runner.state('job')
  if (!state) return runner.info('cacheferry: nothing is saved, as nothing was imported')
  const {program, wanted} = JSON.parse(state)
  if (wanted.to.length === 0) return runner.info('cacheferry: nothing is saved, as there is no cache-to')
  const status = jobStatus()
  if (!saves(wanted.saveOn, status)) {
    return runner.info(`cacheferry: nothing is saved, as the job's status is ${status} and save-on is ${wanted.saveOn}`)
  }
  const words = [
    'export',
    ...options({
      '--cache-to': wanted.to,
      '--dir': wanted.dir,
      '--scope': wanted.scope,
      '--scope-by': wanted.scopeBy,
      '--time-budget': wanted.timeBudget,
      '--merge': wanted.merge,
      '--on-error': wanted.onError
    })
  ]
  const {code, stdout} = await ferry(program, words)
  for (const line of stdout.trim().split('\n')) runner.info(line)
  if (code === EXIT.DONE) return
  const message = `The cache was not saved (exit code ${code}).`
  // These two are mistakes in the workflow, there in the next job too; all else must not spoil what was built.
  if (wanted.onError === 'fail' || code === EXIT.USAGE || code === EXIT.POLICY) runner.error(message)
  else runner.warning(message)
}

function saves(saveOn, status) {
  return saveOn === 'always' || saveOn === (status || 'success')
}

runner.phase(post)
