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

  newRoom: {
    title: 'Новая комната',
    hint: 'Вставьте ссылку на видеофайл',
    link: 'Ссылка на видео',
    placeholder: 'https://…/film.mp4',
    nothing: 'Фильм появится здесь, как только будет ссылка на файл: например, с .mp4 на конце',
    takeSample: 'Взять короткий фильм для пробы',
    checking: 'Открываем ссылку',
    direct: 'Прямая ссылка',
    sample: 'Фильм для пробы',
    sampleTitle: 'Последний маяк',
    opens: 'Открывается, перемотка работает',
    opensNoSeek: 'Открывается, но без перемотки: похоже на прямой эфир',
    notLink: 'Это пока не похоже на ссылку',
    page: (site) => `${site} — это страница с плеером, а не видеофайл`,
    pageHint: 'Нужна ссылка на сам файл, обычно она кончается на .mp4 или .webm',
    notFile: 'По этой ссылке не видео',
    insecure: 'Браузер играет только ссылки, которые начинаются с https',
    insecureHint: 'Попробуйте ту же ссылку с https или другую копию фильма',
    unplayable: 'Браузер не может открыть это видео',
    unplayableHint: 'Файл удалён, закрыт для других или в незнакомом формате. MP4 с H.264 играет везде',
    slow: 'Сайт отвечает слишком медленно',
    slowHint: 'Можно начать и так, вдруг разойдётся',
    start: 'Смотреть вместе',
    startEmpty: 'Открыть без фильма',
    settings: 'Настройки комнаты',
    summary: (everyone) => (everyone ? 'Управляют все' : 'Управляете только вы'),
    roomTitle: 'Название',
    control: 'Кто управляет',
    everyone: 'Все',
    host: 'Только я',
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
