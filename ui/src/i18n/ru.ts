import { formats, timecode } from './format.ts'
import type { Texts } from './index.ts'

const f = formats('ru', { hour: 'ч', minute: 'мин' })

export const ru: Texts = {
  language: 'ru',
  list: f.list,
  clock: f.clock,
  day: f.day,
  number: f.number,
  length: f.length,

  common: {
    back: 'Назад',
    clear: 'Очистить',
    close: 'Закрыть',
    paste: 'Вставить',
    retry: 'Повторить',
    save: 'Сохранить',
    you: 'Вы',
    today: 'Сегодня',
    yesterday: 'Вчера',
  },

  people: {
    here: (count) => (count === 0 ? 'сейчас никого нет' : `сейчас здесь ${f.number(count)}`),
    faces: (names, total) =>
      total > names.length ? f.list([...names, `ещё ${f.number(total - names.length)}`]) : f.list(names),
  },

  home: {
    sampleTitle: 'Последний маяк',
    app: 'WatchParty',
    greeting: (hour, name) =>
      `${hour < 5 ? 'Доброй ночи' : hour < 12 ? 'Доброе утро' : hour < 18 ? 'Добрый день' : 'Добрый вечер'}, ${name}`,
    resume: 'Продолжить',
    resumeAlone: 'Продолжить просмотр',
    resumeWith: (names) => `Сейчас смотрят: ${f.list(names)}`,
    join: 'Присоединиться',
    left: (ms) => `ещё ${f.length(ms)}`,
    noFilm: 'Фильм не выбран',
    noFilmHint: 'Комната ждёт ссылку',
    live: 'Сейчас идёт',
    rooms: 'Ваши комнаты',
    justStarted: 'начали только что',
    into: (ms) => (ms < 3_600_000 ? `${f.number(Math.ceil(ms / 60_000))}-я мин` : `идёт ${f.length(ms)}`),
    stopped: (ms) => `остановка на ${timecode(ms)}`,
    newRoom: 'Новая комната',
    trySample: 'Попробовать на коротком фильме',
    headline: 'Один фильм, одна секунда, свои люди',
    pitch: 'Вставьте ссылку и позовите чат в комнату. Один ставит на паузу, и она у всех.',
    code: 'Есть приглашение?',
    codeHint: 'Вставьте ссылку или код',
    codeWrong: 'Это не похоже на приглашение',
    enter: 'Войти',
    how: 'Как проходит вечер',
    steps: ['Вставьте ссылку на фильм', 'Позовите чат в комнату', 'Нажмите «Смотреть» один раз за всех'],
    failed: 'Комнаты не загрузились',
  },

  door: {
    opening: 'Комната открывается',
    seating: 'Рассаживаемся',
    tabs: { chat: 'Чат', people: 'Люди' },
  },

  fail: {
    unreachable: ['Сервер не отвечает', 'Проверьте связь. Ваше место мы держим.'],
    home: 'К моим комнатам',
    reload: 'Обновить',
  },
}
