// node fetch.js FROM TO LIMIT TIME downloads a file of at most LIMIT bytes within TIME milliseconds. Exit codes: 1 it may
// work the next time, 4 it will not; why is on stderr.
'use strict'

const fs = require('node:fs')
const {Readable, Transform} = require('node:stream')
const {pipeline} = require('node:stream/promises')
const {setTimeout: pause} = require('node:timers/promises')

const ATTEMPTS = 3
const REDIRECTS = 5

class Hopeless extends Error {}

async function download(from, to, limit, stop) {
  const response = await get(from, stop)
  let size = 0
  const bound = new Transform({
    transform(chunk, encoding, done) {
      size += chunk.length
      done(size > limit ? new Hopeless(`it is larger than ${limit} bytes`) : null, chunk)
    }
  })
  await pipeline(Readable.fromWeb(response.body), bound, fs.createWriteStream(to), {signal: stop})
}

/** Follows redirects by itself, since none may lead away from TLS. */
async function get(from, stop) {
  let address = new URL(from)
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    if (address.protocol !== 'https:' && !isLoopback(address)) throw new Hopeless(`${address.host} is not asked over TLS`)
    const response = await fetch(address, {redirect: 'manual', signal: stop})
    const next = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && next) {
      address = new URL(next, address)
      continue
    }
    if (response.ok && response.body) return response
    const passing = response.status >= 500 || response.status === 429 || response.status === 408
    throw new (passing ? Error : Hopeless)(`the server says ${response.status}`)
  }
  throw new Hopeless(`more than ${REDIRECTS} redirects`)
}

const isLoopback = ({hostname}) => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)

async function main([from, to, limit, time]) {
  const stop = AbortSignal.timeout(Number(time))
  for (let attempt = 1; ; attempt++) {
    try {
      return await download(from, to, Number(limit), stop)
    } catch (failure) {
      if (failure instanceof Hopeless || attempt === ATTEMPTS || stop.aborted) {
        process.stderr.write(failure.cause?.message ?? failure.message)
        process.exitCode = failure instanceof Hopeless ? 4 : 1
        return
      }
      // When the time ends meanwhile, the next attempt says so.
      await pause(1000 * attempt, undefined, {signal: stop}).catch(() => {})
    }
  }
}

main(process.argv.slice(2))
