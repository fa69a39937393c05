import { describe, expect, test } from 'bun:test'
import { Destinations, readAllowedHost } from './allowed-hosts.ts'
import { isOutside } from './outside.ts'

const destinations = (...texts: string[]) =>
  new Destinations(
    texts.map((text) => readAllowedHost(text)).filter((entry) => entry !== null),
    () => ['203.0.114.9'],
  )

test.each([
  'nas.lan',
  'nas.lan:8096',
  'NAS',
  '192.168.1.7',
  '192.168.1.7:80',
  '192.168.1.0/24',
  '10.0.0.0/8:8096',
  '[fd00::7]:8096',
  '[fd00::7]',
  'fd00::/8',
])('%s can be allowed', (text) => expect(readAllowedHost(text)).not.toBeNull())

test.each([
  '',
  'http://nas.lan',
  'nas.lan/films',
  'nas.lan:',
  'nas.lan:0',
  'nas.lan:70000',
  '*.lan',
  '192.168.1.0/33',
  '[nas]',
  '::1',
  'a b',
  '1.2.3',
])('%j can not', (text) => expect(readAllowedHost(text)).toBeNull())

describe('who is allowed', () => {
  test('is a name, wherever it leads, at the ports of the web', () => {
    const nas = destinations('NAS.lan.')
    expect(nas.mayAsk('nas.lan', 80)).toBe(true)
    expect(nas.mayReach('nas.lan', '192.168.1.7', 443)).toBe(true)
    expect(nas.mayReach('nas.lan', '192.168.1.7', 8096)).toBe(false)
    expect(nas.mayReach('other.lan', '192.168.1.7', 80)).toBe(false)
    expect(nas.mayReach('my.nas.lan', '192.168.1.7', 80)).toBe(false)
  })

  test('is a name at one port alone', () => {
    const nas = destinations('nas.lan:8096')
    expect(nas.mayAsk('nas.lan', 8096)).toBe(true)
    expect(nas.mayReach('nas.lan', '10.0.0.7', 8096)).toBe(true)
    expect(nas.mayReach('nas.lan', '10.0.0.7', 80)).toBe(false)
    expect(nas.mayAsk('film.example', 8096)).toBe(false)
  })

  test('is a network, by whatever name of it, and in whatever form of its address', () => {
    const lan = destinations('192.168.1.0/24', '10.0.0.0/8:8096')
    expect(lan.mayReach('film.example', '192.168.1.200', 80)).toBe(true)
    expect(lan.mayReach('film.example', '192.168.2.1', 80)).toBe(false)
    expect(lan.mayAsk('film.example', 8096)).toBe(true)
    expect(lan.mayReach('film.example', '10.9.9.9', 8096)).toBe(true)
    expect(lan.mayReach('film.example', '93.184.215.14', 8096)).toBe(false)
    expect(lan.mayAsk('93.184.215.14', 8096)).toBe(false)
  })

  test('is everybody outside at the ports of the web, but not this machine by its own outer address', () => {
    const none = destinations()
    expect(none.mayReach('film.example', '93.184.215.14', 443)).toBe(true)
    expect(none.mayReach('film.example', '203.0.114.9', 443)).toBe(false)
    expect(destinations('203.0.114.9').mayReach('film.example', '203.0.114.9', 443)).toBe(true)
    expect(none.mayAsk('localhost', 80)).toBe(false)
    expect(destinations('localhost:8080').mayAsk('localhost', 8080)).toBe(true)
  })
})

test('IPv4 behind a NAT64 counts as what it is', () => {
  expect(isOutside('64:ff9b::808:808')).toBe(true)
  expect(isOutside('64:ff9b::a00:1')).toBe(false)
  expect(isOutside('2a00:1450:4001:80b::200e')).toBe(true)
})
