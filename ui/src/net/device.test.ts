import { expect, test } from 'bun:test'
import { deviceOf, type Machine } from './device.ts'

const touch = { coarse: true, hover: false }
const mouse = { coarse: false, hover: true }
const chrome = (system: string, more = '') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0${more} Safari/537.36`
const safari = (system: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1`

const MACHINES: readonly [string, ReturnType<typeof deviceOf>, Machine][] = [
  ['an Android phone', 'phone', { userAgent: chrome('Linux; Android 15; K', ' Mobile'), ...touch, shortSidePx: 412 }],
  [
    'one that says it has a mouse',
    'phone',
    { userAgent: chrome('Linux; Android 15; K', ' Mobile'), ...mouse, shortSidePx: 384 },
  ],
  ['an iPhone', 'phone', { userAgent: safari('iPhone; CPU iPhone OS 18_0 like Mac OS X'), ...touch, shortSidePx: 390 }],
  ['an Android tablet', 'tablet', { userAgent: chrome('Linux; Android 15; K'), ...touch, shortSidePx: 800 }],
  [
    'an iPad that asks for the desktop’s pages',
    'tablet',
    { userAgent: chrome('Macintosh; Intel Mac OS X 10_15_7'), ...touch, shortSidePx: 820 },
  ],
  ['a laptop', 'desktop', { userAgent: chrome('Windows NT 10.0; Win64; x64'), ...mouse, shortSidePx: 768 }],
  ['a small window’s machine', 'desktop', { userAgent: chrome('X11; Linux x86_64'), ...mouse, shortSidePx: 480 }],
  ['a Samsung television', 'tv', { userAgent: chrome('SMART-TV; Linux; Tizen 8.0'), ...mouse, shortSidePx: 1080 }],
  ['an LG television', 'tv', { userAgent: chrome('Web0S; Linux/SmartTV'), ...mouse, shortSidePx: 1080 }],
  ['a Fire TV', 'tv', { userAgent: chrome('Linux; Android 11; AFTKA'), ...touch, shortSidePx: 540 }],
  ['a Chromecast', 'tv', { userAgent: `${chrome('X11; Linux armv7l')} CrKey/1.56`, ...touch, shortSidePx: 720 }],
  ['a console', 'tv', { userAgent: chrome('PlayStation; PlayStation 5/9.00'), ...mouse, shortSidePx: 1080 }],
  ['who says nothing', 'desktop', { userAgent: '', ...mouse, shortSidePx: 0 }],
]

for (const [name, device, machine] of MACHINES) test(`${name}: ${device}`, () => expect(deviceOf(machine)).toBe(device))
