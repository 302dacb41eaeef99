// Which Java is found.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {test} from 'node:test'
import {scratch} from './service.mjs'

const {findJava} = createRequire(import.meta.url)('../lib/java.js')
const NEWEST = `JAVA_HOME_25_${process.arch.toUpperCase()}`
const SECOND = `JAVA_HOME_21_${process.arch.toUpperCase()}`

/** A Java of this version, that tells it in a file or when it is asked. */
function java(home, name, version, {release = true} = {}) {
  const dir = path.join(home, name)
  fs.mkdirSync(path.join(dir, 'bin'), {recursive: true})
  if (release) fs.writeFileSync(path.join(dir, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`)
  const script = release ? 'exit 1' : `echo 'openjdk version "${version}" 2026-01-01' >&2`
  fs.writeFileSync(path.join(dir, 'bin/java'), `#!/bin/sh\n${script}\n`, {mode: 0o755})
  return dir
}

test('JAVA_HOME is first, then PATH, then the newest of the runner\'s', t => {
  const home = scratch(t)
  const seventeen = java(home, '17', '17.0.9')
  const twentyOne = java(home, '21', '21.0.1+12')
  const twentyFive = java(home, '25', '25')
  const bin = path.join(twentyOne, 'bin')
  assert.equal(findJava({JAVA_HOME: seventeen, PATH: bin, [NEWEST]: twentyFive}).home, seventeen)
  assert.equal(findJava({PATH: bin, [NEWEST]: twentyFive}).home, twentyOne)
  assert.equal(findJava({PATH: '/nowhere', [SECOND]: twentyOne, [NEWEST]: twentyFive}).home, twentyFive)
  assert.equal(findJava({[NEWEST.toLowerCase()]: twentyFive}).home, twentyFive)
})

test('a Java that is too old, not there or another machine\'s is passed over', t => {
  const home = scratch(t)
  const eight = java(home, '8', '1.8.0_292', {release: false})
  const eleven = java(home, '11', '11.0.2')
  const twentyOne = java(home, '21', '21.0.1', {release: false})
  const found = findJava({JAVA_HOME: eight, PATH: path.join(eleven, 'bin'), [NEWEST]: '/nowhere', [SECOND]: twentyOne})
  assert.deepEqual(found, {home: twentyOne, version: '21.0.1'})
  const other = process.arch === 'x64' ? 'ARM64' : 'X64'
  assert.throws(() => findJava({[`JAVA_HOME_21_${other}`]: twentyOne}))
})

test('a shim on PATH is run by its name', t => {
  const home = scratch(t)
  const shim = java(home, 'shims', '21.0.1', {release: false})
  assert.deepEqual(findJava({PATH: path.join(shim, 'bin')}), {home: '', version: '21.0.1'})
})

test('without one the error says what to add', t => {
  const home = scratch(t)
  assert.throws(() => findJava({PATH: ''}), /there is none on PATH[^]*actions\/setup-java@v5[^]*java-version: 21/)
  assert.throws(() => findJava({JAVA_HOME: java(home, '11', '11.0.2')}), /JAVA_HOME, .*11, is Java 11\.0\.2/)
})
