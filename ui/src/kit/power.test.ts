import { describe, expect, test } from 'bun:test'
import { isWeak } from './power.ts'

const android = (verdict: string) =>
  `Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/128.0.0.0 Mobile Safari/537.36 Telegram-Android/11.3.3 (Xiaomi M2003J15SC; Android 13; SDK 33; ${verdict})`
const device = { userAgent: 'Mozilla/5.0', memory: undefined, savesData: false }

describe('a weak device', () => {
  test('is what Telegram for Android calls LOW, whatever else it says of itself', () => {
    expect(isWeak({ ...device, userAgent: android('LOW'), memory: 8 })).toBe(true)
    expect(isWeak({ ...device, userAgent: android('AVERAGE'), memory: 1 })).toBe(false)
    expect(isWeak({ ...device, userAgent: android('HIGH'), savesData: true })).toBe(false)
  })
  test('is not one whose maker is called LOW', () => {
    expect(isWeak({ ...device, userAgent: android('HIGH').replace('Xiaomi', 'LOW)') })).toBe(false)
  })
  test('elsewhere has 2 GB or less, or saves data', () => {
    expect([0.5, 2, 4, 8].map((memory) => isWeak({ ...device, memory }))).toEqual([true, true, false, false])
    expect(isWeak({ ...device, savesData: true })).toBe(true)
    expect(isWeak(device)).toBe(false)
  })
})
