import { describe, expect, test } from 'bun:test'
import { atLeast, parseLaunch } from './launch.ts'

const user = { id: 1, first_name: 'Ann', language_code: 'ru-RU' }
const initData = new URLSearchParams({ user: JSON.stringify(user), start_param: '0123456789abc', hash: 'x' }).toString()
const address = (params: Record<string, string>, query = '') =>
  `https://party.example/${query}#${new URLSearchParams({ tgWebAppPlatform: 'ios', tgWebAppVersion: '8.0', ...params })}`

describe('launch parameters', () => {
  test('are read from the fragment, as Telegram writes them', () => {
    const theme = { bg_color: '#17212b', button_color: '#5288c1' }
    const parsed = parseLaunch(address({ tgWebAppData: initData, tgWebAppThemeParams: JSON.stringify(theme) }))
    expect(parsed?.launch).toEqual({
      initData,
      platform: 'ios',
      version: '8.0',
      startParam: '0123456789abc',
      theme,
      language: 'ru-RU',
    })
  })
  test('name a room also when only the query does', () => {
    expect(parseLaunch(address({}, '?tgWebAppStartParam=abc'))?.launch.startParam).toBe('abc')
  })
  test('without init data are still Telegram: it was opened by a keyboard button', () => {
    expect(parseLaunch(address({}))?.launch.initData).toBe(null)
  })
  test('that make no sense do no harm', () => {
    const launch = parseLaunch(
      address({ tgWebAppData: 'user=%7Bnope', tgWebAppThemeParams: '{"bg_color":"red"}' }),
    )?.launch
    expect(launch).toMatchObject({ theme: {}, language: null })
  })
  test('without a version are of the oldest client', () => {
    for (const version of ['', 'new', '8', '8.0.1'])
      expect(parseLaunch(address({ tgWebAppVersion: version }))?.launch.version).toBe('6.0')
  })
  test('tell versions by number: 6.10 is newer than 6.9', () => {
    expect([atLeast('6.10', '6.9'), atLeast('6.1', '6.1'), atLeast('6.0', '6.1'), atLeast('8.0', '7.7')]).toEqual([
      true,
      true,
      false,
      true,
    ])
  })
  test('are not there in an ordinary browser', () => {
    expect(parseLaunch('https://party.example/r/0123456789abc')).toBe(null)
    expect(parseLaunch('https://party.example/?utm_source=x#top')).toBe(null)
  })
})
