/**
 * What each failure means and what to do about it: title and hint. It comes with the screen that shows it; the plainest
 * of them (`fail.unreachable`) is with the texts that are always there.
 */
export const FAILURES = {
  en: {
    room_not_found: ['There is no such room', 'The link may be cut off, or the room was removed.'],
    room_closed: ['The room is closed', 'The host ended the evening. Another can begin at any time.'],
    room_full: ['All seats are taken', 'As soon as someone leaves, you can come in.'],
    signed_out: ['Your ticket has run out', 'Close this window and open it from the chat again.'],
    protocol_mismatch: ['There is a newer version', 'Reload, it takes a second.'],
    removed: ['You are no longer in this room', 'The host has closed the door.'],
    too_old: ['This Telegram is too old', 'Update the app or your system’s web view, then open the room again.'],
    lost: ['Nothing is showing here', 'The address leads nowhere.'],
    too_many: ['Open in too many windows', 'Close the room in another window first.'],
  },
  ru: {
    room_not_found: ['Такой комнаты нет', 'Ссылка обрезана, или комнату удалили.'],
    room_closed: ['Комната закрыта', 'Ведущий закончил вечер. Новый можно начать в любую минуту.'],
    room_full: ['Все места заняты', 'Как только кто-то выйдет, вы сможете войти.'],
    signed_out: ['Билет больше не действует', 'Закройте окно и откройте его из чата ещё раз.'],
    protocol_mismatch: ['Вышла новая версия', 'Обновите страницу, это секунда.'],
    removed: ['Вас больше нет в этой комнате', 'Ведущий закрыл дверь.'],
    too_old: ['Этот Telegram слишком старый', 'Обновите приложение или системный web view и откройте комнату снова.'],
    lost: ['Здесь ничего не идёт', 'Адрес никуда не ведёт.'],
    too_many: ['Открыто слишком много окон', 'Сначала закройте комнату в другом окне.'],
  },
} as const satisfies Record<'en' | 'ru', Record<string, readonly [string, string]>>
