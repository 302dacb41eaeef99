// The step itself: finds the program, imports the cache, and leaves to post.js what it needs for saving.
'use strict'

const path = require('node:path')
const {EXIT, ferry, oneWay, options} = require('./lib/ferry')
const {readInputs} = require('./lib/inputs')
const {findJava} = require('./lib/java')
const {Unreachable, findProgram} = require('./lib/program')
const runner = require('./lib/runner')

async function main() {
  const wanted = readInputs()
  if (wanted.exportRuntime) runner.exportRuntime()
  const program = await prepare(wanted)
  if (!program || wanted.from.length === 0) return
  const {code, stdout} = await ferry(program, [
    'import',
    ...options({
      '--cache-from': wanted.from,
      '--dir': wanted.dir,
      '--scope': wanted.scope,
      '--scope-by': wanted.scopeBy,
      '--time-budget': wanted.timeBudget,
      '--fail-on-miss': wanted.failOnMiss
    })
  ])
  if (code === EXIT.DONE) runner.setOutput('flags', stdout.trim())
  else if (fails(code, wanted)) return runner.error(told(code))
  else {
    runner.warning(`The cache was not restored (exit code ${code}): the build goes on without.`)
    // The program may not have come so far as to say so.
    runner.setOutput('cache-hit', 'false')
  }
  // The last to be told: without it the job's end saves nothing.
  runner.saveState('job', JSON.stringify({program, wanted}))
}

/** Finds Java and the program, and puts the program on the PATH of later steps. */
async function prepare(wanted) {
  if (process.platform === 'win32') throw new runner.Problem('cacheferry runs on Linux and macOS, not on Windows.')
  const java = findJava(process.env)
  try {
    const found = await findProgram(wanted.version, wanted.timeBudget)
    runner.info(`cacheferry: ${found.launcher}, ${found.why}, with Java ${java.version}`)
    if (!found.onPath) runner.addPath(path.dirname(found.launcher))
    for (const [name, value] of Object.entries(oneWay())) runner.exportVariable(name, value)
    return {launcher: found.launcher, javaHome: java.home}
  } catch (failure) {
    if (!(failure instanceof Unreachable) || wanted.failOnMiss) throw failure
    // It may work the next time, and the build does without.
    runner.warning(`${failure.message} The build goes on without a cache.`)
    runner.setOutput('cache-hit', 'false')
    return undefined
  }
}

/** What another run would not mend is a failure, and so is a miss if the user says so. */
function fails(code, {failOnMiss}) {
  return code === EXIT.USAGE || code === EXIT.INTERRUPTED || (failOnMiss && code !== EXIT.DONE)
}

function told(code) {
  switch (code) {
    case EXIT.USAGE: return 'cacheferry import refused its inputs: see the log.'
    case EXIT.MISS: return 'No source has a cache, and fail-on-miss is set.'
    case EXIT.TIME_BUDGET: return 'The time budget was spent before a cache was restored, and fail-on-miss is set.'
    case EXIT.INTERRUPTED: return 'The import was interrupted.'
    default: return `The cache was not restored (exit code ${code}), and fail-on-miss is set.`
  }
}

runner.phase(main)
