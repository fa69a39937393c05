import { expect, test } from 'bun:test'
import { type Setting, worn } from './worn.ts'

const plain: Setting = { theme: 'auto', still: false, filmLight: true, haptics: true }

test('a page without wishes is as light as its device, and wears nothing else', () => {
  expect(worn(plain, 'light')).toEqual({ theme: 'light', still: null, filmLight: null, haptics: null })
})

test('a chosen theme outranks the device, and every wish is worn', () => {
  const wished: Setting = { theme: 'dark', still: true, filmLight: false, haptics: false }
  expect(worn(wished, 'light')).toEqual({ theme: 'dark', still: '', filmLight: 'off', haptics: 'off' })
})

test('where Telegram has chosen the theme, ours stays out of it', () => {
  expect(worn({ ...plain, theme: 'light' }, null)).not.toHaveProperty('theme')
})

test('the page puts on the same before the first paint', async () => {
  const page = await Bun.file(new URL('../../index.html', import.meta.url)).text()
  for (const name of Object.keys(worn(plain, 'dark'))) expect(page).toContain(`root.${name} =`)
})
