// The Actions cache for a test, by the program itself, and jobs on it.
import {spawn} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {token} from '../../e2e/gha-clients/token.mjs'
import {Job, ROOT} from './runner.mjs'

export const PROGRAM = process.env.CACHEFERRY_E2E_PROGRAM ?? path.join(ROOT, 'cacheferry')
const SAMPLE = path.join(ROOT, 'ci-examples/sample-cache')

/** A directory that is gone after the test. */
export function scratch(t) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cacheferry-action-'))
  t.after(() => fs.rmSync(home, {recursive: true, force: true, maxRetries: 5}))
  return home
}

/** Starts a server; resolves with its address once it listens. */
export async function serve(t, home) {
  const child = spawn(PROGRAM, ['serve', 'gha', '--port', '0', '--dir', path.join(home, 'served'), '--print-env', '-o', 'json'],
    {stdio: ['ignore', 'pipe', 'inherit']})
  const ended = new Promise(resolve => child.on('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    if (text.includes('\n')) break
  }
  child.stdout.resume?.()
  return JSON.parse(text).url
}

/** A job of a branch on the server. */
export function job(home, url, {scopes = {'refs/heads/main': 3}, env = {}} = {}) {
  const here = fs.mkdtempSync(path.join(home, 'job-'))
  return new Job({
    home: here,
    env: {PATH: `${path.dirname(PROGRAM)}:${process.env.PATH}`, ...env},
    runtime: {
      ACTIONS_RUNTIME_TOKEN: token(scopes),
      ACTIONS_RESULTS_URL: url,
      ACTIONS_CACHE_URL: url,
      ACTIONS_CACHE_SERVICE_V2: 'True'
    }
  })
}

/** What a build with --cache-to leaves, without a builder. */
export function built(outputs) {
  fs.rmSync(outputs.dir, {recursive: true, force: true})
  fs.mkdirSync(path.dirname(outputs.dir), {recursive: true})
  fs.cpSync(SAMPLE, outputs.dir, {recursive: true})
}
