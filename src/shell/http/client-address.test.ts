import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { clientAddress, isLoopback } from './client-address.ts'

const PEER = '192.0.2.1'

describe('whose request it is', () => {
  test('the peer, whatever the header says, where no proxy is trusted', () => {
    expect(clientAddress(PEER, '203.0.113.7', 0)).toBe(PEER)
    expect(clientAddress(PEER, null, 0)).toBe(PEER)
  })

  test.each([
    ['203.0.113.7', 1, '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7', 1, '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7,10.0.0.2', 2, '203.0.113.7'],
    ['6.6.6.6 ,  203.0.113.7 , 10.0.0.2, 10.0.0.3', 3, '203.0.113.7'],
    ['203.0.113.7:4711', 1, '203.0.113.7'],
    ['[2001:db8:1:2::9]:4711', 1, '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', 1, '2001:db8:1:2::/64'],
  ])('in %s, written by %d proxies of ours, it is %s', (header, trust, client) =>
    expect(clientAddress(PEER, header, trust)).toBe(client),
  )

  test.each([
    ['', 1],
    [',', 1],
    ['203.0.113.7,', 1],
    ['unknown', 1],
    ['203.0.113.7', 2],
    ['203.0.113.300', 1],
    ['0x7f.1', 1],
    ['203.0.113.07', 1],
    ['3405803783', 1],
    ['203.0.113.7 OR 1=1', 1],
    [':::1', 1],
    ['[203.0.113.7', 1],
    ['x'.repeat(10_000), 1],
  ])('the peer where %p has nothing at place %d that is an address', (header, trust) =>
    expect(clientAddress(PEER, header, trust)).toBe(PEER),
  )

  test('one client has one spelling', () => {
    for (const spelling of ['2001:db8::1', '2001:DB8:0:0::1', '2001:0db8:0000:0000:ffff:1:2:3', '2001:db8::1%eth0'])
      expect(clientAddress(spelling, null, 0)).toBe('2001:db8::/64')
    for (const spelling of ['203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107', '0:0:0:0:0:ffff:203.0.113.7'])
      expect(clientAddress(spelling, null, 0)).toBe('203.0.113.7')
    // Written by a translator from IPv4.
    expect(clientAddress('64:ff9b::203.0.113.7', null, 0)).toBe('203.0.113.7')
    expect(clientAddress('2001:db8:0:1::1', null, 0)).not.toBe('2001:db8::/64')
  })

  test('a socket without an address, as of a test, is at least the same one each time', () => {
    expect(clientAddress('', null, 0)).toBe('')
    expect(clientAddress('', 'junk', 1)).toBe('')
  })

  test('nothing that a client writes to the left of our proxies changes whose request it is', () => {
    const forged = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 6 })
    fc.assert(
      fc.property(forged, fc.ipV4(), fc.array(fc.ipV4(), { maxLength: 3 }), (left, client, proxies) => {
        const header = [...left, client, ...proxies].join(', ')
        expect(clientAddress(PEER, header, proxies.length + 1)).toBe(client)
      }),
    )
  })

  test('any address comes out in a form that comes out as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const once = clientAddress(address, null, 0)
        expect(clientAddress(once.replace(/\/64$/, ''), null, 0)).toBe(once)
      }),
    )
  })
})

test('the machine itself is known by any of its own addresses', () => {
  for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) expect(isLoopback(address)).toBe(true)
  for (const address of ['10.0.0.1', '127.evil', '::ffff:10.0.0.1', '', '::']) expect(isLoopback(address)).toBe(false)
})
