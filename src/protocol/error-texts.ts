import type { ErrorCode } from './errors.ts'

/** Languages that the product speaks. */
export type Language = 'en' | 'ru'

/** What a person reads when something is refused: what is the matter, and what they can do about it. */
export const ERROR_TEXTS: Record<Language, Record<ErrorCode, string>> = {
  en: {
    address_expired: 'This address of the film has run out. Open the film from its room again.',
    address_forged: 'This address of the film is not one that we gave. Open the film from its room.',
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
    link_disk:
      'This is a page of a cloud disk, which lets no player in. A file on Dropbox plays; others need a direct link.',
    link_no_film:
      'This page is not one film: it is a channel, a list or a search. Open the film there and copy its link.',
    link_not_web:
      'Only links that begin with https open for everyone. What lies on your own device has to be on the web first.',
    link_other_file:
      'This link leads to a picture, a document or another file that is no video. Look for the link to the film itself.',
    link_other_site:
      'Films of this site do not play here. Find the same one on YouTube, VK Video, Rutube or Vimeo, or as a file.',
    link_page:
      'This is a web page, not a film. Look on it for a link to a file, or to a film on YouTube, VK Video or Rutube.',
    link_protected:
      'Films of this service are protected, and only its own app may show them. Choose one that is open to all.',
    link_telegram:
      'This link leads into Telegram, and what is there does not play from a link. Find the film on the web and copy its link.',
    link_torrent: 'A torrent cannot play in a browser. A direct link to the file, or to the film on a video site, can.',
    link_unreadable: 'This does not look like a link yet. Copy the whole address of the film, from https on.',
    link_with_password:
      'This link has a name and a password in it, and everyone here would learn them. Use a link without them.',
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
    subtitles_archive: 'This is an archive. Unpack it and add the file of subtitles inside.',
    subtitles_binary: 'This file is no text. Choose a file that ends in srt, vtt, ass or ssa.',
    subtitles_empty: 'This file is empty. Download it once more, or choose another.',
    subtitles_full: 'This film has as many subtitles as the room keeps. Remove some of them first.',
    subtitles_image: 'These subtitles are pictures, not text (sup, idx, sub). Look for them as srt, vtt or ass.',
    subtitles_no_cues: 'There is not one line of text with its time in this file. Choose another.',
    subtitles_too_large: 'This file is too long for subtitles: 2 MB and 20,000 lines at most.',
    subtitles_unknown: 'This is no kind of subtitles that we know. Choose a file that ends in srt, vtt, ass or ssa.',
    subtitles_unreachable: 'Nothing came from this link. Check it, or download the file and add it from here.',
    telegram_disabled: 'This server has no bot in Telegram. You can come in as a guest in the browser.',
    telegram_name: 'Your name comes from Telegram. Change it there, and it will be new here the next time you come.',
    token_expired: 'You have been away for a while. Please sign in again.',
    token_invalid: 'Your sign-in is no longer good. Please sign in again.',
    too_many_sockets: 'You have the room open in too many places. Close one of them and try again.',
    unauthorized: 'Please sign in first.',
    unavailable: 'The server is not ready. Please try again in a moment.',
    unsupported_link:
      'We cannot play this link. Use one to a film on YouTube, VK Video, Rutube or Vimeo, or to a video file.',
  },
  ru: {
    address_expired: 'Срок этого адреса фильма истёк. Откройте фильм из его комнаты ещё раз.',
    address_forged: 'Этот адрес фильма выдали не мы. Откройте фильм из его комнаты.',
    bad_request: 'В запросе что-то не так. Проверьте его и попробуйте ещё раз.',
    foreign_origin: 'Эта страница принадлежит другому сайту. Откройте комнату по её собственной ссылке.',
    guests_disabled: 'Сюда входят только из Telegram. Откройте комнату по ссылке в Telegram.',
    init_data_duplicate_key: 'Вход из Telegram пришёл повреждённым. Закройте окно и откройте его снова из чата.',
    init_data_expired: 'Это окно открыто слишком давно. Закройте его и откройте снова из чата.',
    init_data_forged: 'Telegram не подтвердил этот вход. Закройте окно и откройте его снова из чата.',
    init_data_future: 'Часы сервера отстают. Попробуйте ещё раз через несколько минут.',
    init_data_malformed: 'Вход из Telegram пришёл неполным. Закройте окно и откройте его снова из чата.',
    internal: 'У нас что-то сломалось. Попробуйте ещё раз чуть позже.',
    link_disk:
      'Это страница облачного диска, плеерам она закрыта. Файл с Dropbox играет, с остальных нужна прямая ссылка.',
    link_no_film:
      'На этой странице не один фильм: это канал, список или поиск. Откройте там нужное видео и скопируйте его ссылку.',
    link_not_web:
      'Другие откроют только ссылки, которые начинаются с https. То, что на вашем устройстве, сначала выложите в интернет.',
    link_other_file: 'По этой ссылке картинка, документ или другой файл, но не видео. Поищите ссылку на сам фильм.',
    link_other_site:
      'Видео с этого сайта здесь не играют. Поищите то же самое на YouTube, VK Видео, Rutube или Vimeo либо файлом.',
    link_page:
      'Это веб-страница, а не фильм. Найдите на ней ссылку на файл или на видео с YouTube, VK Видео или Rutube.',
    link_protected:
      'Фильмы этого сервиса защищены, показывать их может только он сам. Выберите то, что открыто для всех.',
    link_telegram:
      'Эта ссылка ведёт в Telegram, а оттуда по ссылке ничего не сыграть. Найдите фильм в интернете и скопируйте его ссылку.',
    link_torrent: 'Торрент в браузере не сыграть. Подойдёт прямая ссылка на файл или на фильм с видеосайта.',
    link_unreadable: 'Это пока не похоже на ссылку. Скопируйте адрес фильма целиком, начиная с https.',
    link_with_password: 'В этой ссылке есть имя и пароль, и их узнали бы все в комнате. Возьмите ссылку без них.',
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
    subtitles_archive: 'Это архив. Распакуйте его и добавьте файл субтитров, который внутри.',
    subtitles_binary: 'В этом файле не текст. Выберите файл srt, vtt, ass или ssa.',
    subtitles_empty: 'Этот файл пуст. Скачайте его ещё раз или выберите другой.',
    subtitles_full: 'У фильма уже столько субтитров, сколько хранит комната. Сначала уберите лишние.',
    subtitles_image: 'Эти субтитры — картинки, а не текст (sup, idx, sub). Поищите их в srt, vtt или ass.',
    subtitles_no_cues: 'В этом файле нет ни одной строки с её временем. Выберите другой.',
    subtitles_too_large: 'Для субтитров этот файл велик: не больше 2 МБ и 20 000 реплик.',
    subtitles_unknown: 'Таких субтитров мы не знаем. Выберите файл srt, vtt, ass или ssa.',
    subtitles_unreachable: 'По этой ссылке ничего не пришло. Проверьте её или скачайте файл и добавьте его отсюда.',
    telegram_disabled: 'У этого сервера нет бота в Telegram. Можно войти гостем в браузере.',
    telegram_name: 'Ваше имя приходит из Telegram. Смените его там, и в следующий раз оно сменится и здесь.',
    token_expired: 'Вас давно не было. Войдите ещё раз, пожалуйста.',
    token_invalid: 'Ваш вход больше не действует. Войдите ещё раз, пожалуйста.',
    too_many_sockets: 'Комната открыта у вас слишком во многих местах. Закройте одно из них и попробуйте ещё раз.',
    unauthorized: 'Сначала войдите, пожалуйста.',
    unavailable: 'Сервер ещё не готов. Попробуйте чуть позже.',
    unsupported_link:
      'Эту ссылку мы не умеем показывать. Подойдёт видео с YouTube, VK Видео, Rutube или Vimeo либо прямая ссылка на файл.',
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
