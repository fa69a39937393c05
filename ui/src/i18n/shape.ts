/** Keeps the tree of texts to texts, tuples and functions of them. */
export interface Shape {
  [key: string]: string | readonly string[] | readonly (readonly string[])[] | ((...args: never[]) => string) | Shape
}
