/** Who is in the pictures, what they watch and say. The films are invented; their stills are ours. */
export const CAST = {
  en: {
    me: 'Anna Bell',
    film: 'The Last Keeper',
    films: ['The Last Keeper', 'Night Express', 'House on the Pass', 'Orange Season', 'Salt Road'],
    room: 'Film Club on Maroseyka',
    rooms: ['Slow Cinema Sundays', 'Whitaker Family', 'Third floor, left', 'Night shift'],
    longRoom: 'The society for films that nobody else wanted to finish, founded in a kitchen one February night',
    people: ['Marta Oliveira', 'Tom Whitaker', 'Priya Raman', 'Jonas Lind'],
    longName: 'Maximiliana Featherstonehaugh-Cholmondeley',
    lines: [
      [0, 'Tea is ready, not moving any more'],
      [2, 'Look how he holds the lantern. It is the opening shot, mirrored'],
      [3, 'Right, she was standing on the pier back then'],
      [0, 'Best scene of the film coming up. Nobody talk'],
      [1, 'Remember 0:12 for later, it is the same tune'],
    ],
    chatter: [
      'Did anybody else see the light move?',
      'That is the same actor as in Night Express, I am quite sure of it, only without the beard and twenty years younger',
      'Wait',
      'He kept the letter all that time. All that time, and he never opened it',
      'Back in a moment, do not wait for me',
      'See https://example.org/the-last-keeper for the story of the lighthouse',
    ],
  },
  ru: {
    me: 'Марина Ковалёва',
    film: 'Последний маяк',
    films: ['Последний маяк', 'Ночной экспресс', 'Дом на перевале', 'Апельсиновый сезон', 'Соляная дорога'],
    room: 'Киноклуб на Маросейке',
    rooms: ['Семья Ковалёвых', 'Третий этаж налево', 'Медленное кино по воскресеньям', 'Ночная смена'],
    longRoom:
      'Общество любителей фильмов, которые никто, кроме нас, не досмотрел, основано на кухне одной февральской ночью',
    people: ['Аня Белова', 'Тимур Ахметов', 'Лёша Громов', 'Света Ли'],
    longName: 'Константин-Вольфганг Преображенский-Заславский',
    lines: [
      [1, 'С чаем, всё, никуда больше не ухожу'],
      [2, 'Смотрите, как он держит фонарь. Это же первый кадр, только наоборот'],
      [3, 'Точно, там она стояла на причале'],
      [0, 'Сейчас будет лучшая сцена, молчите все'],
      [2, 'Вернитесь потом к 0:12, там та же мелодия'],
    ],
    chatter: [
      'А кто-нибудь ещё заметил, что свет сдвинулся?',
      'Это же тот актёр из «Ночного экспресса», я почти уверена, только без бороды и лет на двадцать моложе',
      'Подождите',
      'Он всё это время хранил письмо. Всё это время, и ни разу не открыл',
      'Я на минуту, меня не ждите',
      'Вот тут про маяк: https://example.org/the-last-keeper',
    ],
  },
} as const satisfies Record<string, unknown>

export type Language = keyof typeof CAST
