// Lets modules import JSON as bundlers do: @actions/workflow-parser leaves out the attribute that Node wants.
import fs from 'node:fs'
import {register} from 'node:module'
import {fileURLToPath} from 'node:url'
import {isMainThread} from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export async function load(url, context, next) {
  if (!url.endsWith('.json')) return next(url, context)
  return {format: 'module', shortCircuit: true, source: `export default ${fs.readFileSync(fileURLToPath(url), 'utf8')}`}
}
