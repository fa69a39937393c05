import type { Texts } from './index.ts'

/** What people read at the door of a room: it comes with the screen that asks for a name. */
const JOIN = {
  en: {
    invited: 'You are invited',
    name: 'Your name',
    namePlaceholder: 'What do friends call you?',
    nameNeeded: 'Tell us a name first',
    join: 'Join',
    enter: 'Come in',
    film: (title: string) => `Now showing: ${title}`,
    noFilm: 'The film is still being chosen',
    telegram: 'Open in Telegram',
    telegramOnly: 'This cinema opens inside Telegram',
    telegramHint: 'Open the bot, your name and photo come along by themselves',
    noBot: 'Open it from the chat where you got the link',
    row: 'Row 7',
  },
  ru: {
    invited: 'Вас зовут в кино',
    name: 'Ваше имя',
    namePlaceholder: 'Как вас зовут друзья?',
    nameNeeded: 'Сначала назовите себя',
    join: 'Войти',
    enter: 'Войти',
    film: (title: string) => `Идёт «${title}»`,
    noFilm: 'Фильм ещё выбирают',
    telegram: 'Открыть в Telegram',
    telegramOnly: 'Этот кинозал открывается в Telegram',
    telegramHint: 'Откройте бота: имя и фото подхватятся сами',
    noBot: 'Откройте из чата, где вам прислали ссылку',
    row: 'Ряд 7',
  },
} as const

export const joinTexts = ({ language }: Pick<Texts, 'language'>) => JOIN[language === 'ru' ? 'ru' : 'en']
