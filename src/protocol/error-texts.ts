import type { ErrorCode } from './errors.ts'

/** Languages that the product speaks. */
export type Language = 'en' | 'ru'

/** What a person reads when something is refused: what is the matter, and what they can do about it. */
export const ERROR_TEXTS: Record<Language, Record<ErrorCode, string>> = {
  en: {
    bad_request: 'Something in this request is not right. Please check it and try again.',
    foreign_origin: 'This page belongs to another site. Please open the room from its own link.',
    guests_disabled: 'This server is for Telegram only. Please open the room from its link in Telegram.',
    init_data_duplicate_key:
      'The sign-in from Telegram was damaged. Please close this window and open it from the chat.',
    init_data_expired: 'This window was opened too long ago. Please close it and open it again from the chat.',
    init_data_forged: 'Telegram did not confirm this sign-in. Please close this window and open it from the chat.',
    init_data_future: 'The clock of this server is behind. Please try again in a few minutes.',
    init_data_malformed: 'The sign-in from Telegram is incomplete. Please close this window and open it from the chat.',
    internal: 'Something broke on our side. Please try again in a moment.',
    link_expired: 'This address of the film has run out. Open the film from its room again.',
    link_forged: 'This address of the film is not one that we gave. Open the film from its room.',
    method_not_allowed: 'This address does not do that. The API description lists what it does.',
    not_allowed: 'Only the host can do this here. You could ask them in the chat.',
    not_found: 'There is nothing at this address. Please check the link.',
    not_member: 'You are not in this room yet. Open its link to join.',
    nothing_playing: 'No film has been chosen yet. Add a link to one first.',
    payload_too_large: 'That is more than fits. Please shorten it.',
    protocol_mismatch: 'The app has been updated. Please reload the page.',
    room_closed: 'The host has closed this room. You can start a new one.',
    room_full: 'Every seat in this room is taken. Try again when somebody leaves.',
    room_not_found: 'There is no such room. Please ask for the link again.',
    slow_down: 'That was a little fast. Wait a moment and try again.',
    stale_media: 'The film has changed meanwhile. Have a look and try again.',
    telegram_disabled: 'This server has no bot in Telegram. You can come in as a guest in the browser.',
    telegram_name: 'Your name comes from Telegram. Change it there, and it will be new here the next time you come.',
    token_expired: 'You have been away for a while. Please sign in again.',
    token_invalid: 'Your sign-in is no longer good. Please sign in again.',
    too_many_sockets: 'You have the room open in too many places. Close one of them and try again.',
    unauthorized: 'Please sign in first.',
    unavailable: 'The server is not ready. Please try again in a moment.',
    unsupported_link: 'We cannot play this link. Use a direct link to a video file, such as one that ends in .mp4.',
  },
  ru: {
    bad_request: 'В запросе что-то не так. Проверьте его и попробуйте ещё раз.',
    foreign_origin: 'Эта страница принадлежит другому сайту. Откройте комнату по её собственной ссылке.',
    guests_disabled: 'Сюда входят только из Telegram. Откройте комнату по ссылке в Telegram.',
    init_data_duplicate_key: 'Вход из Telegram пришёл повреждённым. Закройте окно и откройте его снова из чата.',
    init_data_expired: 'Это окно открыто слишком давно. Закройте его и откройте снова из чата.',
    init_data_forged: 'Telegram не подтвердил этот вход. Закройте окно и откройте его снова из чата.',
    init_data_future: 'Часы сервера отстают. Попробуйте ещё раз через несколько минут.',
    init_data_malformed: 'Вход из Telegram пришёл неполным. Закройте окно и откройте его снова из чата.',
    internal: 'У нас что-то сломалось. Попробуйте ещё раз чуть позже.',
    link_expired: 'Срок этого адреса фильма истёк. Откройте фильм из его комнаты ещё раз.',
    link_forged: 'Этот адрес фильма выдали не мы. Откройте фильм из его комнаты.',
    method_not_allowed: 'По этому адресу так нельзя. Что можно, перечислено в описании API.',
    not_allowed: 'Здесь это может только хозяин комнаты. Попросите его в чате.',
    not_found: 'По этому адресу ничего нет. Проверьте ссылку.',
    not_member: 'Вы ещё не в этой комнате. Откройте её по ссылке, чтобы войти.',
    nothing_playing: 'Фильм ещё не выбран. Сначала добавьте ссылку на него.',
    payload_too_large: 'Это слишком много. Сократите, пожалуйста.',
    protocol_mismatch: 'Приложение обновилось. Перезагрузите страницу.',
    room_closed: 'Хозяин закрыл эту комнату. Можно открыть новую.',
    room_full: 'Все места в комнате заняты. Попробуйте, когда кто-нибудь выйдет.',
    room_not_found: 'Такой комнаты нет. Попросите прислать ссылку ещё раз.',
    slow_down: 'Немного слишком быстро. Подождите чуть-чуть и попробуйте ещё раз.',
    stale_media: 'Тем временем фильм сменился. Посмотрите и попробуйте ещё раз.',
    telegram_disabled: 'У этого сервера нет бота в Telegram. Можно войти гостем в браузере.',
    telegram_name: 'Ваше имя приходит из Telegram. Смените его там, и в следующий раз оно сменится и здесь.',
    token_expired: 'Вас давно не было. Войдите ещё раз, пожалуйста.',
    token_invalid: 'Ваш вход больше не действует. Войдите ещё раз, пожалуйста.',
    too_many_sockets: 'Комната открыта у вас слишком во многих местах. Закройте одно из них и попробуйте ещё раз.',
    unauthorized: 'Сначала войдите, пожалуйста.',
    unavailable: 'Сервер ещё не готов. Попробуйте чуть позже.',
    unsupported_link: 'Эту ссылку мы не умеем показывать. Нужна прямая ссылка на видеофайл, например с .mp4 на конце.',
  },
}

/** The language of ours that an `Accept-Language` header likes best; English when it names none, or there is none. */
export function languageOf(acceptLanguage: string | null | undefined): Language {
  const liked = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((text) => text !== undefined)
      return { language: range.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    // Sorting is stable: of two liked equally, the one named first stays first.
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of liked) if (language === 'en' || language === 'ru') return language
  return 'en'
}
