interface Sound {
  readonly label: string | null
  readonly language: string | null
}

/**
 * What one of a film's sounds is called, in the language of whoever chooses; null: its source says nothing of it. A label
 * that is only the code of its language is worth less than the language's name.
 */
export function soundName({ label, language }: Sound, reader: string): string | null {
  const named = language === null ? null : languageName(language, reader)
  if (label === null || label === '') return named
  if (named === null || label.toLowerCase() === language?.toLowerCase()) return named ?? label
  return label.toLowerCase().includes(named.toLowerCase()) ? label : `${named}, ${label}`
}

function languageName(tag: string, reader: string): string | null {
  try {
    const name = new Intl.DisplayNames(reader, { type: 'language', fallback: 'none' }).of(tag)
    return name === undefined ? null : name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
  } catch {
    return null // not a tag: manifests say what they like
  }
}
