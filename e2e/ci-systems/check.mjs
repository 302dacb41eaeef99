// The examples against what their CI systems say of their own files: CircleCI's parser, and the schemas that the makers
// of the others publish for editors. A schema that takes everything proves nothing, so each must refuse a slip too.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import circleci from '@circleci/circleci-config-parser'
import Ajv from 'ajv'
import {parse} from 'yaml'

const EXAMPLES = fileURLToPath(new URL('../../ci-examples', import.meta.url))
const schemas = process.argv[2]

/** What checks a document by a schema; it throws what is wrong with it. */
function bySchema(name) {
  const schema = JSON.parse(fs.readFileSync(path.join(schemas, `${name}.json`), 'utf8'))
  // Draft 6, which the checker does not know by name, is the seventh without if and then.
  delete schema.$schema
  const check = new Ajv.default({strict: false, allErrors: true, unicodeRegExp: false, validateFormats: false}).compile(schema)
  return document => {
    if (!check(document)) throw new Error(check.errors.map(e => `${e.instancePath}: ${e.message}`).join('; '))
  }
}

/** The schema knows GitHub's own machines; the labels of a runner of one's own are anybody's. */
function onOwnRunner(check) {
  return document => {
    for (const job of Object.values(document.jobs)) if (job['runs-on']) job['runs-on'] = 'self-hosted'
    check(document)
  }
}

const workflow = bySchema('github-workflows')
const cases = [
  ['azure-pipelines/azure-pipelines.yml', bySchema('azure-pipelines'), {'- script: docker': '- skript: docker', 'env:': 'environment:'}],
  ['bitbucket/bitbucket-pipelines.yml', bySchema('bitbucket-pipelines'), {'script:': 'scripts:', 'pull-requests:': 'pull-request:'}],
  ['buildkite/pipeline.yml', bySchema('buildkite'), {'command: |': 'run: |', 'agents:': 'agent:'}],
  ['circleci/config.yml', circleci.parseConfig, {'command: |': 'script: |', 'jobs: [build]': 'jobs: [built]', 'machine:': 'pool:'}],
  ['gitea/build.yml', onOwnRunner(workflow), {'run: docker': 'script: docker', 'steps:': 'step:'}],
  ['gitlab/.gitlab-ci.yml', bySchema('gitlab-ci'), {'reports:': 'report:', 'script:': 'run:'}],
  ...fs.readdirSync(path.join(EXAMPLES, 'github')).map(
    file => [`github/${file}`, workflow, {'steps:': 'step:', 'runs-on:': 'on:'}])
]

let failed = 0
for (const [file, check, slips] of cases) {
  try {
    const text = fs.readFileSync(path.join(EXAMPLES, file), 'utf8').replace(/^#.*\n/gm, '')
    check(parse(text))
    for (const [right, wrong] of Object.entries(slips)) {
      assert.ok(text.includes(right), `there is no '${right}' to get wrong`)
      assert.throws(() => check(parse(text.replace(right, wrong))), undefined, `'${wrong}' for '${right}' was let through`)
    }
    console.log(`ok ${file}`)
  } catch (error) {
    failed++
    console.log(`FAILED ${file}: ${error.message}`)
  }
}
process.exitCode = failed ? 1 : 0
