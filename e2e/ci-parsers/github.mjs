// GitHub's own parser (@actions/workflow-parser) on the action and on every workflow of the examples and the pages:
// node --import ./json.mjs github.mjs ROOT
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import {NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow} from '@actions/workflow-parser'
import {parseAction} from '@actions/workflow-parser/actions/action-parser'
import {convertActionTemplate} from '@actions/workflow-parser/actions/action-template'
import {parse} from 'yaml'

const [root] = process.argv.slice(2)
const trace = new NoOperationTraceWriter()
const told = result => result.context.errors.getErrors().map(error => error.message)

/** What the parser complains of in a workflow. */
async function complaints(name, content) {
  const result = parseWorkflow({name, content}, trace)
  if (result.value) await convertWorkflowTemplate(result.context, result.value)
  return told(result)
}

const file = path.join(root, 'action.yml')
const text = fs.readFileSync(file, 'utf8')
const parsed = parseAction({name: 'action.yml', content: text}, trace)
const action = convertActionTemplate(parsed.context, parsed.value)
assert.deepEqual(told(parsed), [])
const inputs = action.inputs.map(input => input.id)
const outputs = action.outputs.map(output => output.id)
assert.deepEqual(inputs, Object.keys(parse(text).inputs))
assert.deepEqual(outputs, Object.keys(parse(text).outputs))
assert.match(action.runs.using, /^node2\d$/)
for (const script of [action.runs.main, action.runs.post]) assert.ok(fs.existsSync(path.join(root, script)), script)
console.log(`ok action.yml has ${inputs.length} inputs and ${outputs.length} outputs`)

/** The workflows in a page's blocks of YAML: whole ones, jobs, or steps. Blocks for other systems are left out. */
function * snippets(page) {
  const blocks = fs.readFileSync(path.join(root, page), 'utf8').matchAll(/^```ya?ml\n([^]*?)^```$/gm)
  for (const [, block] of blocks) {
    const steps = /^ *- (uses|run|name): /.test(block)
    if (steps) yield `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${indented(block)}`
    else if (/^jobs:/m.test(block)) yield /^on:/m.test(block) ? block : `on: push\n${block}`
  }
}

/** The same, six columns in. */
function indented(block) {
  const margin = /^ */.exec(block)[0]
  return block.split('\n').map(line => (line ? `      ${line.slice(margin.length)}` : line)).join('\n')
}

const pages = ['README.md', 'ci-examples/README.md', ...fs.readdirSync(path.join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]
const examples = ['github', 'gitea'].flatMap(folder =>
  fs.readdirSync(path.join(root, 'ci-examples', folder)).map(name => `ci-examples/${folder}/${name}`)
)
const all = [
  ...examples.map(name => [name, fs.readFileSync(path.join(root, name), 'utf8')]),
  ...pages.flatMap(page => [...snippets(page)].map(content => [page, content]))
]
assert.ok(all.length - examples.length >= 4, 'the pages have fewer workflows than they had')

let uses = 0
for (const [name, content] of all) {
  assert.deepEqual(await complaints(name, content), [], `${name}:\n${content}`)
  for (const step of Object.values(parse(content).jobs).flatMap(job => job.steps)) {
    if (!step.uses?.startsWith('cacheferry/')) continue
    uses++
    for (const input of Object.keys(step.with ?? {})) assert.ok(inputs.includes(input), `${name}: ${input}`)
  }
}
assert.ok(uses >= 5)
console.log(`ok ${examples.length} example workflows and ${all.length - examples.length} of the pages, with ${uses} uses of the action`)

// It does find mistakes.
for (const wrong of [
  'on: push\njobs:\n  a:\n    runs-onn: x\n    steps: []\n',
  'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        with: {c: "${{ secret.d }}"}\n',
  'on: pushed\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: y\n        uses: a/b@v1\n'
]) assert.notDeepEqual(await complaints('wrong.yml', wrong), [], wrong)
