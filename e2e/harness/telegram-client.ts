import { supports, type Version } from '@telegram-apps/sdk'
import * as v from 'valibot'

/** Colours by Telegram's own names. */
export type Theme = Record<string, `#${string}`>

/** Telegram's night and day as its clients send them, what a client of 2021 knew, and what some people like. */
export const THEMES = {
  night: {
    accent_text_color: '#6ab2f2',
    bg_color: '#17212b',
    bottom_bar_bg_color: '#17212b',
    button_color: '#5288c1',
    button_text_color: '#ffffff',
    destructive_text_color: '#ec3942',
    header_bg_color: '#17212b',
    hint_color: '#708499',
    link_color: '#6ab3f3',
    secondary_bg_color: '#232e3c',
    section_bg_color: '#17212b',
    section_header_text_color: '#6ab3f3',
    section_separator_color: '#111921',
    subtitle_text_color: '#708499',
    text_color: '#f5f5f5',
  },
  day: {
    accent_text_color: '#3390ec',
    bg_color: '#ffffff',
    bottom_bar_bg_color: '#ffffff',
    button_color: '#3390ec',
    button_text_color: '#ffffff',
    destructive_text_color: '#e53935',
    header_bg_color: '#ffffff',
    hint_color: '#707579',
    link_color: '#3390ec',
    secondary_bg_color: '#f4f4f5',
    section_bg_color: '#ffffff',
    section_header_text_color: '#707579',
    section_separator_color: '#dfe1e5',
    subtitle_text_color: '#707579',
    text_color: '#000000',
  },
  old: {
    bg_color: '#ffffff',
    text_color: '#222222',
    hint_color: '#a8a8a8',
    button_color: '#40a7e3',
    button_text_color: '#ffffff',
  },
  garish: {
    accent_text_color: '#00e5ff',
    bg_color: '#ff2fd6',
    bottom_bar_bg_color: '#ffee00',
    button_color: '#ff6a00',
    button_text_color: '#ffe600',
    destructive_text_color: '#ff3b3b',
    header_bg_color: '#ffee00',
    hint_color: '#ff9df0',
    link_color: '#00e5ff',
    secondary_bg_color: '#e000b8',
    section_bg_color: '#2bff5e',
    section_header_text_color: '#ffe600',
    section_separator_color: '#2bff5e',
    subtitle_text_color: '#ffb000',
    text_color: '#ffe600',
  },
} as const satisfies Record<string, Theme>

/** Space that the device or Telegram's own buttons take from the edges, CSS pixels. */
export interface Insets {
  top: number
  right: number
  bottom: number
  left: number
}
export const NO_INSETS: Insets = { top: 0, right: 0, bottom: 0, left: 0 }

export interface Message {
  type: string
  data?: unknown
}

/** What a client shows of itself, and what it would tell the app when asked. */
export interface ClientState {
  version: Version
  theme: Theme
  viewport: { width: number; height: number }
  insets: Insets
  contentInsets: Insets
  fullscreen: boolean
  /** `never`: the client says nothing, as Telegram for iOS 12.9 does; `refuse`: it answers that it cannot. */
  fullscreenAnswer: 'agree' | 'never' | 'refuse'
  /** A client that takes every message and answers none. */
  mute: boolean
  /** Which button of a popup the person presses; null: closes it. */
  popupAnswer: (popup: unknown) => string | null
}

interface Button {
  visible: boolean
  text: string
}

const Visible = v.looseObject({ is_visible: v.optional(v.boolean()), text: v.optional(v.string()) })
const Request = v.looseObject({ req_id: v.string() })
const StorageRequest = v.looseObject({ req_id: v.string(), key: v.string(), value: v.optional(v.nullable(v.string())) })
const CustomMethod = v.looseObject({
  req_id: v.string(),
  method: v.string(),
  params: v.looseObject({
    key: v.optional(v.string()),
    value: v.optional(v.string()),
    keys: v.optional(v.union([v.string(), v.array(v.string())])),
  }),
})

/** A Telegram client as the app meets it: takes messages, answers them as documented, and remembers all of it. */
export class TelegramClient {
  readonly state: ClientState
  /** Everything the app has said, in order. */
  readonly posted: Message[] = []
  /** What the app said and a client of this version would not have understood. */
  readonly violations: string[] = []
  readonly back: Button = { visible: false, text: '' }
  readonly main: Button = { visible: false, text: '' }
  readonly secondary: Button = { visible: false, text: '' }
  readonly settings: Button = { visible: false, text: '' }
  closed = false
  readonly #cloud = new Map<string, string>()
  readonly #device = new Map<string, string>()
  readonly #waiting = new Set<(message: Message) => void>()

  constructor(state: Partial<ClientState> = {}) {
    this.state = {
      version: '9.1',
      theme: THEMES.night,
      viewport: { width: 390, height: 796 },
      insets: NO_INSETS,
      contentInsets: NO_INSETS,
      fullscreen: false,
      fullscreenAnswer: 'agree',
      mute: false,
      popupAnswer: () => null,
      ...state,
    }
  }

  /** Takes what the app says; returns what the client says to it. */
  receive(message: Message): Message[] {
    this.posted.push(message)
    for (const waiting of this.#waiting) waiting(message)
    const known = ANSWERS[message.type]
    // The cast is sound: an unknown name is what `supports` is asked about.
    const supported =
      message.type.startsWith('iframe_') || supports(message.type as 'web_app_close', this.state.version)
    if (!supported) this.violations.push(`${message.type} in version ${this.state.version}`)
    if (!supported || known === undefined) return []
    // A mute client does as it is told; it only says nothing.
    const answers = known(this, message.data)
    return this.state.mute ? [] : answers
  }

  /** What the app has said of this type so far. */
  said(type: string): unknown[] {
    return this.posted.filter((message) => message.type === type).map((message) => message.data)
  }

  /** Resolves to the data of the first message of this type, past or to come. */
  hears(type: string, withinMs = 10_000): Promise<unknown> {
    const past = this.posted.find((message) => message.type === type)
    if (past) return Promise.resolve(past.data)
    return new Promise((done, fail) => {
      const waiting = (message: Message) => {
        if (message.type !== type) return
        clearTimeout(late)
        this.#waiting.delete(waiting)
        done(message.data)
      }
      const late = setTimeout(() => {
        this.#waiting.delete(waiting)
        fail(new Error(`the app never said ${type}; it said ${this.posted.map((m) => m.type).join(', ') || 'nothing'}`))
      }, withinMs)
      this.#waiting.add(waiting)
    })
  }

  viewportChanged(): Message {
    const data = { ...this.state.viewport, is_expanded: true, is_state_stable: true }
    return { type: 'viewport_changed', data }
  }

  insetsChanged(): Message[] {
    return [
      { type: 'safe_area_changed', data: this.state.insets },
      { type: 'content_safe_area_changed', data: this.state.contentInsets },
    ]
  }

  setFullscreen(fullscreen: boolean): Message[] {
    if (this.state.fullscreenAnswer === 'never') return []
    if (this.state.fullscreenAnswer === 'refuse') return [{ type: 'fullscreen_failed', data: { error: 'UNSUPPORTED' } }]
    if (fullscreen && this.state.fullscreen)
      return [{ type: 'fullscreen_failed', data: { error: 'ALREADY_FULLSCREEN' } }]
    this.state.fullscreen = fullscreen
    return [
      { type: 'fullscreen_changed', data: { is_fullscreen: fullscreen } },
      this.viewportChanged(),
      ...this.insetsChanged(),
    ]
  }

  invoke(data: unknown): Message[] {
    const { req_id, method, params } = v.parse(CustomMethod, data)
    const keys = [params.keys ?? []].flat()
    const methods: Record<string, () => unknown> = {
      getStorageKeys: () => [...this.#cloud.keys()],
      getStorageValues: () => Object.fromEntries(keys.map((key) => [key, this.#cloud.get(key) ?? ''])),
      saveStorageValue: () => Boolean(this.#cloud.set(params.key ?? '', params.value ?? '')),
      deleteStorageValues: () => keys.map((key) => this.#cloud.delete(key)).length > 0,
    }
    const result = methods[method]?.()
    const answer = result === undefined ? { req_id, error: 'METHOD_INVALID' } : { req_id, result }
    return [{ type: 'custom_method_invoked', data: answer }]
  }

  store(data: unknown): Message[] {
    const { req_id, key, value } = v.parse(StorageRequest, data)
    if (value === null || value === undefined) this.#device.delete(key)
    else this.#device.set(key, value)
    return [{ type: 'device_storage_key_saved', data: { req_id } }]
  }

  stored(data: unknown): Message[] {
    const { req_id, key } = v.parse(StorageRequest, data)
    return [{ type: 'device_storage_key_received', data: { req_id, value: this.#device.get(key) ?? null } }]
  }
}

function setUp(button: Button, data: unknown): Message[] {
  const { is_visible, text } = v.parse(Visible, data)
  if (is_visible !== undefined) button.visible = is_visible
  if (text !== undefined) button.text = text
  return []
}

/** What a client does on each message. What is not here is taken and needs no answer. */
const ANSWERS: Record<string, (client: TelegramClient, data: unknown) => Message[]> = {
  iframe_ready: () => [{ type: 'set_custom_style', data: ':root { --host: "telegram" }' }],
  web_app_check_home_screen: () => [{ type: 'home_screen_checked', data: { status: 'unsupported' } }],
  web_app_close: (client) => {
    client.closed = true
    return []
  },
  web_app_device_storage_get_key: (client, data) => client.stored(data),
  web_app_device_storage_save_key: (client, data) => client.store(data),
  web_app_exit_fullscreen: (client) => client.setFullscreen(false),
  web_app_expand: (client) => [client.viewportChanged()],
  web_app_invoke_custom_method: (client, data) => client.invoke(data),
  web_app_open_popup: (client, data) => {
    const button = client.state.popupAnswer(data)
    return [{ type: 'popup_closed', data: button === null ? {} : { button_id: button } }]
  },
  web_app_read_text_from_clipboard: (_, data) => [
    { type: 'clipboard_text_received', data: { req_id: v.parse(Request, data).req_id, data: null } },
  ],
  web_app_request_content_safe_area: ({ state }) => [{ type: 'content_safe_area_changed', data: state.contentInsets }],
  web_app_request_fullscreen: (client) => client.setFullscreen(true),
  web_app_request_safe_area: ({ state }) => [{ type: 'safe_area_changed', data: state.insets }],
  web_app_request_theme: ({ state }) => [{ type: 'theme_changed', data: { theme_params: state.theme } }],
  web_app_request_viewport: (client) => [client.viewportChanged()],
  web_app_request_write_access: () => [{ type: 'write_access_requested', data: { status: 'allowed' } }],
  web_app_send_prepared_message: () => [{ type: 'prepared_message_sent' }],
  web_app_setup_back_button: ({ back }, data) => setUp(back, data),
  web_app_setup_main_button: ({ main }, data) => setUp(main, data),
  web_app_setup_secondary_button: ({ secondary }, data) => setUp(secondary, data),
  web_app_setup_settings_button: ({ settings }, data) => setUp(settings, data),
}
